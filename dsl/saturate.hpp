// Arithmetic that stays at the end of its range: whatever a rule file writes must not overflow.
#pragma once

#include "base/time.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tocsin::dsl {

inline constexpr double kMostCountable = 9e18;

inline std::uint64_t whole(double value) {
  return value > 0 ? static_cast<std::uint64_t>(std::min(value, kMostCountable)) : 0;
}

inline Duration nanoseconds(double value) {
  return Duration(std::llround(std::clamp(value, -kMostCountable, kMostCountable)));
}

inline Duration saturated_sum(Duration a, Duration b) {
  return nanoseconds(static_cast<double>(a.count()) + static_cast<double>(b.count()));
}

inline Instant later(Instant at, Duration by) {
  if (by.count() > 0 && at > kForever - by) return kForever;
  if (by.count() < 0 && at < kBeginning - by) return kBeginning;
  return at + by;
}

inline Duration since(Instant start, Instant at) {
  const double distance = static_cast<double>(at.time_since_epoch().count()) -
                          static_cast<double>(start.time_since_epoch().count());
  return std::abs(distance) < kMostCountable ? at - start : nanoseconds(distance);
}

}  // namespace tocsin::dsl
