// A 128-bit hash of bytes: the same on every machine and in every run, so it may be stored.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tocsin {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Hash128&) const = default;
};

Hash128 hash128(std::string_view bytes, Hash128 seed = {});

// 32 lower-case hexadecimal digits.
std::string to_hex(Hash128 hash);

}  // namespace tocsin

template <>
struct std::hash<tocsin::Hash128> {
  std::size_t operator()(const tocsin::Hash128& h) const noexcept { return h.low; }
};
