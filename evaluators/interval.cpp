#include "evaluators/interval.hpp"

#include <math.h>

#include <algorithm>
#include <cmath>

namespace tocsin::evaluators {
namespace {

constexpr double kTail = 0.025;
constexpr std::uint64_t kExactRanks = 100'000;

// std::lgamma leaves the sign in a global variable, which threads may not share.
double log_factorial(double n) {
  int sign = 0;
  return ::lgamma_r(n + 1, &sign);
}

// Logarithm of the binomial probability of k among n.
double log_probability(double n, double k, double p) {
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k) + k * std::log(p) +
         (n - k) * std::log1p(-p);
}

// Far below the mode nothing adds up to anything: the sum starts there and not at 0.
std::uint64_t first_that_matters(double n, double p) {
  const double spread = std::sqrt(n * p * (1 - p));
  return static_cast<std::uint64_t>(std::max(0.0, std::floor(n * p - 12 * spread - 30)));
}

// Walks up the binomial distribution.
struct Walk {
  double n, p;
  std::uint64_t k;
  double here;   // P(B = k), B the number of values up to the true quantile
  double below;  // P(B <= k)

  // The first k with P(B <= k) above `probability`, from the present one on.
  std::uint64_t up_to(double probability) {
    while (below <= probability && static_cast<double>(k) < n) {
      here *= (n - static_cast<double>(k)) / static_cast<double>(k + 1) * (p / (1 - p));
      below += here;
      ++k;
    }
    return k;
  }
};

RankInterval exact_ranks(std::uint64_t count, double p) {
  const auto n = static_cast<double>(count);
  const std::uint64_t start = first_that_matters(n, p);
  const double here = std::exp(log_probability(n, static_cast<double>(start), p));
  Walk walk{n, p, start, here, here};
  RankInterval ranks;
  const std::uint64_t low = walk.up_to(kTail);
  const std::uint64_t high = walk.up_to(1 - kTail) + 1;
  if (low > 0) ranks.low = low;
  if (high <= count) ranks.high = high;
  return ranks;
}

RankInterval normal_ranks(std::uint64_t n, double p) {
  const double middle = static_cast<double>(n) * p;
  const double reach = kNormal95 * std::sqrt(middle * (1 - p));
  RankInterval ranks;
  if (middle - reach >= 1) ranks.low = static_cast<std::uint64_t>(std::floor(middle - reach));
  const auto high = static_cast<std::uint64_t>(std::ceil(middle + reach)) + 1;
  if (high <= n) ranks.high = high;
  return ranks;
}

}  // namespace

Interval wilson(std::uint64_t hits, std::uint64_t of) {
  const auto n = static_cast<double>(of);
  const double share = static_cast<double>(hits) / n;
  const double z2 = kNormal95 * kNormal95;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double reach =
      kNormal95 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  // At its ends the formula gives 0 and 1 but for rounding.
  return {hits == 0 ? 0 : std::max(0.0, centre - reach),
          hits == of ? 1 : std::min(1.0, centre + reach)};
}

Interval around(double centre, double standard_error, double least, double most) {
  const double reach = kNormal95 * standard_error;
  if (!std::isfinite(centre - reach) || !std::isfinite(centre + reach)) return {};
  return {std::max(least, centre - reach), std::min(most, centre + reach)};
}

double hanley_mcneil(double area, std::uint64_t positives, std::uint64_t negatives) {
  const auto m = static_cast<double>(positives);
  const auto n = static_cast<double>(negatives);
  const double two_positives = area / (2 - area);             // both rank above one negative
  const double two_negatives = 2 * area * area / (1 + area);  // one positive ranks above both
  const double variance = area * (1 - area) + (m - 1) * (two_positives - area * area) +
                          (n - 1) * (two_negatives - area * area);
  return std::sqrt(std::max(0.0, variance) / (m * n));
}

RankInterval quantile_ranks(std::uint64_t n, double p) {
  if (n == 0 || p <= 0 || p >= 1) return {};
  return n <= kExactRanks ? exact_ranks(n, p) : normal_ranks(n, p);
}

}  // namespace tocsin::evaluators
