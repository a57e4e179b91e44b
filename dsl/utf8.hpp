// Text as bytes, code points and columns of a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin::dsl {

// Bytes of the first code point of a text that is not empty; 1 for a malformed one.
std::size_t utf8_size(std::string_view text);

// The largest offset <= `at` that does not split a code point.
std::size_t utf8_floor(std::string_view text, std::size_t at);

// What a terminal may be given for one line of a file, and the columns it takes: tabs become four
// blanks, control characters and malformed bytes the replacement character.
struct Shown {
  std::string text;
  std::size_t width = 0;
};
Shown shown(std::string_view line);

}  // namespace tocsin::dsl
