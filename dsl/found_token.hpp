// What stands at a place, as a message names it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::dsl {

struct FoundToken {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // equal to `begin` at the end of a line or file
  std::string_view text;
  bool is_word = false;  // letters, digits and underscores
};

// The word, number, text, operator or single character at `at`.
FoundToken token_at(std::string_view text, std::uint32_t at);

// The name of a character that looks like a blank or like nothing and is none; empty for others.
std::string_view invisible(std::string_view token);

// "`0.5`", "the end of the line", "the end of the file". Long texts are shortened.
std::string describe(const FoundToken& token, std::string_view text);

}  // namespace tocsin::dsl
