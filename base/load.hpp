// Bytes as numbers, the same on every machine.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace tocsin {

// Eight bytes, the first one the least significant.
inline std::uint64_t load_eight(const char* at) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof(value));
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

}  // namespace tocsin
