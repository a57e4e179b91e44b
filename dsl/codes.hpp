// The catalogue of diagnostics: what each code means, for the person who has just met it.
#pragma once

#include "dsl/diagnostic.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

struct Code {
  std::string_view name;  // T2104
  Level level;            // unless tocsin.toml gives a lint another one
  std::string_view title;
  std::string_view text;  // what it means, why it is so, an example that fails, the same mended
};

// In the order of their names. Each is a file in dsl/codes.
std::span<const Code> codes();

// Null where no diagnostic has that name. Case is ignored.
const Code* find_code(std::string_view name);

// The names that were probably meant, the nearest first, at most three.
std::vector<std::string_view> codes_like(std::string_view name);

}  // namespace tocsin::dsl
