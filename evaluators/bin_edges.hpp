// Where numbers are cut into bins, by the rules that libraries go by, and how many fall between.
#pragma once

#include "evaluators/quantile_summary.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tocsin::evaluators {

// Different values in rising order, each with how often it came; never empty where one is asked
// for.
using ValueCounts = std::vector<ValueCount>;

std::uint64_t total_of(const ValueCounts& values);

// `bins` + 1 edges of equal bins from `first` to `last`; half of 1 to either side where both are
// one, as numpy.
std::vector<double> equal_edges(double first, double last, std::size_t bins);

// How many bins of equal width Sturges' rule gives to n values: H. A. Sturges, "The choice of a
// class interval", JASA 21 (1926), with numpy's rounding.
std::size_t sturges_bins(double first, double last, std::uint64_t n);

// The same by D. P. Doane, "Aesthetic frequency classifications", American Statistician 30 (1976),
// which counts in the skewness of the values.
std::size_t doane_bins(const ValueCounts& values);

// How many values lie in each bin [edge, next edge), the last one closed. All of them lie between
// the first and the last edge.
std::vector<double> counts_between(const ValueCounts& values, std::span<const double> edges);

// Masses of two samples in the same bins.
struct Masses {
  std::vector<double> live, reference;
};

// One bin for each value of either.
Masses by_value(const ValueCounts& live, const ValueCounts& reference);

// Each sample in `bins` equal bins from its smallest to its largest value, both cut at the edges of
// either, masses spread evenly within a bin. A sample of one value is a bin without width.
Masses spread_over_union(const ValueCounts& live, const ValueCounts& reference, std::size_t bins);

}  // namespace tocsin::evaluators
