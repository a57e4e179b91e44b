// Tests whether two samples can be of one distribution: the evidence that a distance asks for.
#pragma once

#include <cstdint>
#include <span>

namespace tocsin::evaluators {

// How probable a chi-square value of `x` or more is, with `degrees` of freedom. 0 of them: 1.
double chi_square_tail(double x, std::uint64_t degrees);

// The chi-square statistic of two samples over the same bins (a table of two rows) and its degrees
// of freedom. As many masses on either side, neither without any; a bin that is empty on both says
// nothing and is left out.
struct ChiSquare {
  double statistic = 0;
  std::uint64_t degrees = 0;
};
ChiSquare chi_square(std::span<const double> a, std::span<const double> b);

// The chi-square test of homogeneity: how probable it is that two samples of one distribution fall
// as far apart in these bins.
double homogeneity(std::span<const double> a, std::span<const double> b);

// The two-sample Kolmogorov-Smirnov test: how probable a gap of `distance` or more is between the
// curves of `n` and of `m` values of one distribution. Exact up to n·m = kMostPairs (scipy's
// `exact`), by the limit above; both are cautious for ties. `distance` is a gap that such curves
// can have, or near one.
constexpr std::uint64_t kMostPairs = 1'000'000;
double same_curve(double distance, std::uint64_t n, std::uint64_t m);
// By the limit that N. Smirnov tabled (Annals of Mathematical Statistics 19, 1948).
double same_curve_at_most(double distance, std::uint64_t n, std::uint64_t m);
// Whether the test at this level says that they are of two distributions: same_curve() < 1 - level,
// without the work of the exact probability where the limit is far from it.
bool are_apart(double distance, std::uint64_t n, std::uint64_t m, double level);

}  // namespace tocsin::evaluators
