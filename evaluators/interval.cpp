#include "evaluators/interval.hpp"

#include "base/check.hpp"
#include "evaluators/factorial.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::evaluators {
namespace {

constexpr std::uint64_t kExactRanks = 100'000;

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

RankInterval exact_ranks(std::uint64_t count, double p, double level) {
  const auto n = static_cast<double>(count);
  const std::uint64_t start = first_that_matters(n, p);
  const double here = std::exp(log_probability(n, static_cast<double>(start), p));
  Walk walk{n, p, start, here, here};
  RankInterval ranks;
  const std::uint64_t low = walk.up_to((1 - level) / 2);
  const std::uint64_t high = walk.up_to((1 + level) / 2) + 1;
  if (low > 0) ranks.low = low;
  if (high <= count) ranks.high = high;
  return ranks;
}

RankInterval normal_ranks(std::uint64_t n, double p, double level) {
  const double middle = static_cast<double>(n) * p;
  const double reach = normal_reach(level) * std::sqrt(middle * (1 - p));
  RankInterval ranks;
  if (middle - reach >= 1) ranks.low = static_cast<std::uint64_t>(std::floor(middle - reach));
  const auto high = static_cast<std::uint64_t>(std::ceil(middle + reach)) + 1;
  if (high <= n) ranks.high = high;
  return ranks;
}

}  // namespace

// The error function is convex here, so the steps rise towards the root and never pass it by more
// than rounding.
double normal_reach(double level) {
  TOCSIN_CHECK(level > 0 && level < 1, "a level lies between 0 and 1");
  const double slope = std::sqrt(2 / std::numbers::pi);
  double reach = 0;
  for (;;) {
    const double outside = std::erfc(reach / std::numbers::sqrt2);
    const double next = reach + (outside - (1 - level)) / (slope * std::exp(-reach * reach / 2));
    if (!(next > reach)) return reach;
    reach = next;
  }
}

Interval wilson(std::uint64_t hits, std::uint64_t of, double level) {
  const auto n = static_cast<double>(of);
  const double share = static_cast<double>(hits) / n;
  const double z = normal_reach(level);
  const double z2 = z * z;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double reach = z / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  // At its ends the formula gives 0 and 1 but for rounding.
  return {hits == 0 ? 0 : std::max(0.0, centre - reach),
          hits == of ? 1 : std::min(1.0, centre + reach)};
}

Interval around(double centre, double standard_error, Interval limits, double level) {
  const double reach = normal_reach(level) * standard_error;
  if (!std::isfinite(centre - reach) || !std::isfinite(centre + reach)) return {};
  return {std::max(limits.low, centre - reach), std::min(limits.high, centre + reach)};
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

RankInterval quantile_ranks(std::uint64_t n, double p, double level) {
  if (n == 0 || p <= 0 || p >= 1) return {};
  return n <= kExactRanks ? exact_ranks(n, p, level) : normal_ranks(n, p, level);
}

}  // namespace tocsin::evaluators
