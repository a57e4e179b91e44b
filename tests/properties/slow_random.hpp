// Draws from one seed, the same on every machine.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <random>
#include <vector>

namespace tocsin::test::slow {

class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed) {}

  std::size_t below(std::size_t n) { return bits_() % n; }
  // Both ends may be drawn.
  double whole(double low, double high) {
    return low + static_cast<double>(below(static_cast<std::size_t>(high - low) + 1));
  }
  double unit() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }
  bool chance(double p) { return unit() < p; }
  Duration up_to(Duration most) {
    return Duration(static_cast<std::int64_t>(unit() * static_cast<double>(most.count())));
  }
  template <typename T>
  const T& one_of(const std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace tocsin::test::slow
