#include "evaluators/interval.hpp"

#include "dsl/scatter.hpp"
#include "evaluators/factorial.hpp"

#include <algorithm>
#include <cmath>

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

double normal_reach(double level) { return dsl::normal_reach(level); }

Interval wilson(std::uint64_t hits, std::uint64_t of, double level) {
  const auto band = dsl::wilson(hits, of, level);
  return {band.low, band.high};
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
