// How far the numbers of a rule file may go, so that no rule set costs more memory than its data.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <cstdint>

namespace tocsin::dsl {

inline constexpr Duration kShortestStep = 1s;          // of `every` and of windows
inline constexpr Duration kShortestRepeat = 1min;      // of a route
inline constexpr std::int64_t kMostSteps = 1'000'000;  // a window's length in steps of `every`
inline constexpr Duration kLongestLateness = 30 * kDay;
inline constexpr double kMostInWindow = 10'000'000;  // events that a window may count
inline constexpr double kMostNeeded = 1'000'000'000;
inline constexpr double kMostSamples = 10'000;               // the M of `for N of M`
inline constexpr std::size_t kMostSelected = 10'000'000;     // monitors, by all patterns together
inline constexpr std::size_t kMostSuppressed = 100'000'000;  // pairs of monitors, by suppressions
inline constexpr double kMostMembers = 10'000;               // the N of `top N`

}  // namespace tocsin::dsl
