#include "dsl/scatter.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::dsl {
namespace {

constexpr std::uint64_t kEnough = std::uint64_t{1} << 32;  // more events are no advice
constexpr double kSummedUp = 400;                          // expected events of the rarer kind

double chance_beyond(double reach) { return std::erfc(reach / std::numbers::sqrt2) / 2; }

// From none of them upwards; p is at most a half, so the first term is not 0.
double chance_below(std::uint64_t hits, double n, double p) {
  double here = std::exp(n * std::log1p(-p));
  double below = 0;
  for (std::uint64_t k = 0; k < hits; ++k) {
    below += here;
    here *= (n - static_cast<double>(k)) / static_cast<double>(k + 1) * (p / (1 - p));
  }
  return std::min(1.0, below);
}

// The error function is convex here, so the steps rise towards the root and never pass it by more
// than rounding.
double found_reach(double level) {
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

}  // namespace

// Nearly everybody asks for this one.
double normal_reach(double level) {
  static const double usual = found_reach(kUsualLevel);
  return level == kUsualLevel ? usual : found_reach(level);
}

Band wilson(std::uint64_t hits, std::uint64_t of, double level) {
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

double half_width(double share, std::uint64_t n) {
  const auto hits = static_cast<std::uint64_t>(std::llround(share * static_cast<double>(n)));
  const auto band = wilson(std::min(hits, n), n, kUsualLevel);
  return (band.high - band.low) / 2;
}

std::optional<std::uint64_t> enough_for(double share, double gap) {
  std::uint64_t high = 2;
  while (half_width(share, high) > gap) {
    high *= 2;
    if (high > kEnough) return std::nullopt;
  }
  std::uint64_t low = high / 2;
  while (low + 1 < high) {
    const auto middle = low + (high - low) / 2;
    (half_width(share, middle) > gap ? low : high) = middle;
  }
  return high;
}

double chance_of_at_least(std::uint64_t hits, std::uint64_t n, double p) {
  if (hits == 0) return 1;
  if (hits > n || p <= 0) return 0;
  if (p >= 1) return 1;
  const auto all = static_cast<double>(n);
  if (all * std::min(p, 1 - p) > kSummedUp) {
    const double spread = std::sqrt(all * p * (1 - p));
    return chance_beyond((static_cast<double>(hits) - 0.5 - all * p) / spread);
  }
  // The rarer kind is counted: at least `hits` of one are at most `n - hits` of the other.
  return p <= 0.5 ? 1 - chance_below(hits, all, p) : chance_below(n - hits + 1, all, 1 - p);
}

std::optional<std::uint64_t> fewest_surely_above(double share, std::uint64_t n, double level) {
  if (wilson(n, n, level).low <= share) return std::nullopt;
  std::uint64_t low = 0, high = n;
  while (low + 1 < high) {
    const auto middle = low + (high - low) / 2;
    (wilson(middle, n, level).low > share ? high : low) = middle;
  }
  return high;
}

double chance_of_chi_square(double value, double freedom) {
  const double spread = 2 / (9 * freedom);
  return chance_beyond((std::cbrt(value / freedom) - (1 - spread)) / std::sqrt(spread));
}

}  // namespace tocsin::dsl
