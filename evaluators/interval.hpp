// Intervals of a level such as 95%: how far sampling alone may have moved a measure.
#pragma once

#include "base/reading.hpp"

#include <cstdint>
#include <optional>

namespace tocsin::evaluators {

// How many standard errors either side of the centre hold the share `level` of the normal
// distribution: 1.96 for 0.95. Newton's method on the complementary error function, exact but for
// the rounding of the last digits. 0 < level < 1.
double normal_reach(double level);

inline constexpr double kUsualLevel = 0.95;  // of the intervals that readings show

// NaN where an end is not known.
struct Interval {
  double low = kUnknown;
  double high = kUnknown;
};

// Of a share `hits` / `of`: E. B. Wilson, "Probable inference", JASA 22 (1927). `of` > 0.
Interval wilson(std::uint64_t hits, std::uint64_t of, double level);

// `centre` plus and minus normal_reach(level) standard errors, cut to `limits`.
Interval around(double centre, double standard_error, Interval limits, double level);

// Standard error of the area under a ROC curve: J. A. Hanley and B. J. McNeil, "The meaning and use
// of the area under a receiver operating characteristic curve", Radiology 143 (1982).
double hanley_mcneil(double area, std::uint64_t positives, std::uint64_t negatives);

// Ranks, from 1, of the two values of a sorted sample of n between which its p-quantile lies with
// at least the level, each end missed with at most half of what is left (binomial, from 100,000
// values on by its normal approximation). No rank where the sample is too small for that end.
struct RankInterval {
  std::optional<std::uint64_t> low;
  std::optional<std::uint64_t> high;
};
RankInterval quantile_ranks(std::uint64_t n, double p, double level);

}  // namespace tocsin::evaluators
