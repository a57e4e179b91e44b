#include "base/hash.hpp"

#include "base/load.hpp"

#include <fmt/format.h>

#include <bit>

namespace tocsin {
namespace {

// Odd, with about half of their bits set in no pattern: fractions of square roots of primes.
constexpr std::uint64_t kP1 = 0x6a09e667f3bcc909;
constexpr std::uint64_t kP2 = 0xbb67ae8584caa73b;
constexpr std::uint64_t kP3 = 0x3c6ef372fe94f82b;
constexpr std::uint64_t kP4 = 0xa54ff53a5f1d36f1;
constexpr std::uint64_t kP5 = 0x510e527fade682d1;

// Every bit of the result depends on every bit of `v`; different values stay different.
std::uint64_t scramble(std::uint64_t v) {
  v = (v ^ (v >> 32)) * kP3;
  v = (v ^ (v >> 29)) * kP1;
  return v ^ (v >> 32);
}

struct State {
  std::uint64_t a;
  std::uint64_t b;

  // For a given block this maps states one to one, and for a given state blocks one to one.
  void take(std::uint64_t x, std::uint64_t y) {
    a = (std::rotl(a ^ (x * kP1), 29) + b) * kP2;
    b = (std::rotl(b ^ (y * kP3), 31) + a) * kP4;
  }

  // A Feistel network: every bit comes to depend on every other, and no two states become one.
  void finish() {
    a ^= scramble(b);
    b ^= scramble(a);
    a ^= scramble(b + kP5);
    b ^= scramble(a);
  }
};

}  // namespace

Hash128 hash128(std::string_view bytes, Hash128 seed) {
  State state{seed.high ^ kP5, seed.low ^ (bytes.size() * kP4)};
  while (bytes.size() >= 16) {
    state.take(load_eight(bytes.data()), load_eight(bytes.data() + 8));
    bytes.remove_prefix(16);
  }
  if (!bytes.empty()) {
    char tail[16] = {};
    bytes.copy(tail, sizeof(tail));
    state.take(load_eight(tail), load_eight(tail + 8));
  }
  state.finish();
  return {state.a, state.b};
}

std::string to_hex(Hash128 hash) { return fmt::format("{:016x}{:016x}", hash.high, hash.low); }

}  // namespace tocsin
