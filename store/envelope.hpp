// The outside of stored bytes: what they are, whether they are whole, and whether they are
// compressed.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::store {

enum class Content : std::uint8_t { rows = 1, labels = 2, state = 3, command = 4 };
std::string_view to_text(Content content);

// Puts the content behind a head of 23 bytes with a hash of all that follows.
std::string seal(Content content, std::string_view bytes);
std::string seal_compressed(Content content, std::string_view bytes);

struct Sealed {
  Content content{};
  bool is_compressed = false;
  std::string_view bytes;  // as stored
};
// Errors say whether it is foreign, of a newer tocsin, or damaged.
Result<Sealed> inspect(std::string_view sealed);

// The content, uncompressed. Refuses content of another kind, and what would grow beyond
// `kMostOpened`.
inline constexpr std::size_t kMostOpened = std::size_t{1} << 30;
Result<std::string> open_seal(Content content, std::string_view sealed);

}  // namespace tocsin::store
