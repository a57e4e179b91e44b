#include "sources/key.hpp"

namespace tocsin::sources {

Hash128 key_of(std::span<const std::string_view> parts) {
  // Each hash takes in the length of its part, so no other split gives the same chain.
  Hash128 key{};
  for (const auto part : parts) key = hash128(part, key);
  if (key == Hash128{}) key.low = 1;
  return key;
}

}  // namespace tocsin::sources
