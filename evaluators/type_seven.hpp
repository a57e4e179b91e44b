// The p-quantile of n sorted values as numpy's default has it: type 7 of R. J. Hyndman and Y. Fan,
// "Sample quantiles in statistical packages" (1996).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tocsin::evaluators {

// Between the values of which two ranks, from 0, the quantile lies, and how far along.
struct QuantilePlace {
  std::uint64_t below;
  std::uint64_t above;
  double share;
};

// n > 0, 0 <= p <= 1.
inline QuantilePlace quantile_place(std::uint64_t n, double p) {
  const double place = static_cast<double>(n - 1) * p;
  const auto below = static_cast<std::uint64_t>(place);
  return {below, std::min(below + 1, n - 1), place - static_cast<double>(below)};
}

// Never leaves the two values, and is exact where they are equal.
inline double between(double below, double above, double share) {
  return std::lerp(below, above, share);
}

}  // namespace tocsin::evaluators
