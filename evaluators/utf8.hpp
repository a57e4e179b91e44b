// Steps through UTF-8 text by characters. A stray byte is a character of its own.
#pragma once

#include <cstddef>
#include <string_view>

namespace tocsin::evaluators {

inline bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// How many bytes the character at the front of a non-empty text has.
inline std::size_t first_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  std::size_t wanted = 1;
  if (lead >= 0xC2) wanted = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
  std::size_t length = 1;
  while (length < wanted && length < text.size() && continues(text[length])) ++length;
  return length == wanted ? length : 1;
}

inline std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); text.remove_prefix(first_length(text))) ++count;
  return count;
}

}  // namespace tocsin::evaluators
