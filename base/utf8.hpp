// UTF-8 from outside, read strictly: no overlong form, no surrogate, nothing past U+10FFFF.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tocsin {

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // bytes; 0: not UTF-8
};

// The one at the front of `text`, which is not empty.
CodePoint first_code_point(std::string_view text);

// A byte that does not begin a code point.
inline bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The number of code points of valid UTF-8; of printable text about the columns it takes.
std::size_t code_points(std::string_view text);

// The offset of the first byte that is not part of well-formed UTF-8; nothing when all is well.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

}  // namespace tocsin
