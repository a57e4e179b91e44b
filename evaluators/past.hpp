// Measures of what another measure read before: `zscore(M, past: 28d)`, `trend(M, 28d)`.
#pragma once

#include "evaluators/aggregate.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace tocsin::evaluators {

// The present reading of a measure and those before it that count.
struct Past {
  Value now;                       // known
  std::span<const double> values;  // latest first, finite
  std::span<const double> ages;    // of each, as a share of how far the measure looks back: 0..1
};

// The largest distance that a score tells: what never changed and now does.
inline constexpr double kMostScore = 99;

// distance / spread, within the limits above. The spread counts as no smaller than the sampling
// error of `now`, where that is known; without any spread a distance is as large as can be.
Value score(const Value& now, double distance, double spread);

// How such a measure is computed; it is asked from `fewest` earlier readings on.
struct PastMeasure {
  std::string_view name;
  std::size_t fewest = 0;
  Value (*of)(const Past& past) = nullptr;
};
// Null for a measure of rows.
const PastMeasure* past_measure(std::string_view name);

}  // namespace tocsin::evaluators
