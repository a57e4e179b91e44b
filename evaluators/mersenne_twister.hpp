// MT19937 of M. Matsumoto and T. Nishimura (1998): with the same seed the numbers that numpy draws.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tocsin::evaluators {

class MersenneTwister {
 public:
  explicit MersenneTwister(std::uint32_t seed) {
    state_[0] = seed;
    for (std::uint32_t i = 1; i < kSize; ++i)
      state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
  }

  // Any of 2^32 numbers.
  std::uint32_t operator()() {
    if (next_ == kSize) twist();
    std::uint32_t x = state_[next_++];
    x ^= x >> 11;
    x ^= (x << 7) & 0x9d2c5680U;
    x ^= (x << 15) & 0xefc60000U;
    return x ^ (x >> 18);
  }
  // 0..most, by masking and rejection.
  std::uint32_t up_to(std::uint32_t most) {
    std::uint32_t mask = most;
    for (int shift = 1; shift < 32; shift *= 2) mask |= mask >> shift;
    for (;;)
      if (const std::uint32_t drawn = (*this)() & mask; drawn <= most) return drawn;
  }
  // 0 <= result < 1
  double uniform() { return static_cast<double>((*this)()) / 4294967296.0; }

 private:
  static constexpr std::size_t kSize = 624;

  void twist() {
    for (std::size_t i = 0; i < kSize; ++i) {
      const std::uint32_t both =
          (state_[i] & 0x80000000U) | (state_[(i + 1) % kSize] & 0x7fffffffU);
      state_[i] = state_[(i + 397) % kSize] ^ (both >> 1) ^ ((both & 1U) * 0x9908b0dfU);
    }
    next_ = 0;
  }

  std::array<std::uint32_t, kSize> state_{};
  std::size_t next_ = kSize;
};

}  // namespace tocsin::evaluators
