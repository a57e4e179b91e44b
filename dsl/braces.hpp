// Where the braces of a file stand, as far as they can be told without reading its blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tocsin::dsl {

// How many blocks are open at the end of a text, fewer than none where too many were closed.
int open_blocks(std::string_view text);

// A `{` and the `}` that closes it, by their offsets.
struct BracePair {
  std::uint32_t open = 0, close = 0;
};

// The first block behind `from` whose closing brace stands at the beginning of a line that is
// indented less than the line on which the block was opened: there its own brace is missing.
std::optional<BracePair> outdented_block(std::string_view text, std::size_t from);

}  // namespace tocsin::dsl
