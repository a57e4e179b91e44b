// The lines of a file as a fix would make them.
#pragma once

#include "dsl/diagnostic.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dsl {

struct FixedLine {
  std::uint32_t file = 0;
  std::uint32_t number = 0;  // in the fixed text, counted from the first line that changes
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> marks;  // new text, [begin, end) in bytes
};

// Only lines that change, in order of file and place. Edits must not overlap.
std::vector<FixedLine> fixed_lines(std::vector<Edit> edits, const Sources& sources);

}  // namespace tocsin::dsl
