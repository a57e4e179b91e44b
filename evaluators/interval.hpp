// 95% intervals: how far sampling alone may have moved a measure.
#pragma once

#include "base/reading.hpp"

#include <cstdint>
#include <optional>

namespace tocsin::evaluators {

inline constexpr double kNormal95 = 1.959963984540054;  // two-sided 95% of the normal distribution

// NaN where an end is not known.
struct Interval {
  double low = kUnknown;
  double high = kUnknown;
};

// Of a share `hits` / `of`: E. B. Wilson, "Probable inference", JASA 22 (1927). `of` > 0.
Interval wilson(std::uint64_t hits, std::uint64_t of);

// `centre` plus and minus 1.96 standard errors, cut to [least, most].
Interval around(double centre, double standard_error, double least, double most);

// Standard error of the area under a ROC curve: J. A. Hanley and B. J. McNeil, "The meaning and use
// of the area under a receiver operating characteristic curve", Radiology 143 (1982).
double hanley_mcneil(double area, std::uint64_t positives, std::uint64_t negatives);

// Ranks, from 1, of the two values of a sorted sample of n between which its p-quantile lies with
// at least 95%, each end missed with at most 2.5% (binomial, from 100,000 values on by its normal
// approximation). No rank where the sample is too small for that end.
struct RankInterval {
  std::optional<std::uint64_t> low;
  std::optional<std::uint64_t> high;
};
RankInterval quantile_ranks(std::uint64_t n, double p);

}  // namespace tocsin::evaluators
