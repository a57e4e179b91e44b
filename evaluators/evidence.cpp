#include "evaluators/evidence.hpp"

#include "evaluators/factorial.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace tocsin::evaluators {
namespace {

double total_of(std::span<const double> masses) {
  return std::accumulate(masses.begin(), masses.end(), 0.0);
}

bool is_exact(std::uint64_t n, std::uint64_t m) { return n > 0 && m > 0 && n <= kMostPairs / m; }

// Sorted together, n values and m values are a path from (0, 0) to (n, m), every path as probable
// as any other; the gap of the curves at (i, j) is |i/n - j/m|. Walked step by step, what meets
// such a gap for the first time is put aside: a sum of what is never negative, so the smallest
// probability is right to its last digits.
double share_of_paths(double distance, std::uint64_t n, std::uint64_t m) {
  const auto a = static_cast<double>(n), b = static_cast<double>(m);
  const double gap = std::round(distance * a * b);
  std::vector<double> here(m + 1);  // by j, for one i: the share of paths that come by
  double met = 0;
  for (std::uint64_t i = 0; i <= n; ++i) {
    const auto x = static_cast<double>(i);
    for (std::uint64_t j = 0; j <= m; ++j) {
      const auto y = static_cast<double>(j);
      double share = i == 0 && j == 0 ? 1 : 0;
      const double left = a + b - x - y + 1;  // values at the place before
      if (i > 0) share += here[j] * (a - x + 1) / left;
      if (j > 0) share += here[j - 1] * (b - y + 1) / left;
      const bool meets = std::abs(x * b - y * a) >= gap;
      if (meets) met += share;
      here[j] = meets ? 0 : share;
    }
  }
  return std::min(met, 1.0);
}

}  // namespace

// A sum of h^j·exp(-h)/Γ(j + 1), over whole j for even degrees and halves for odd ones; no term is
// negative, and none leaves the range of doubles as a logarithm.
double chi_square_tail(double x, std::uint64_t degrees) {
  const double h = x / 2;
  if (degrees == 0 || h <= 0) return 1;
  const bool is_odd = degrees % 2 != 0;
  double tail = is_odd ? std::erfc(std::sqrt(h)) : 0;
  for (std::uint64_t i = 0; i < degrees / 2; ++i) {
    const double j = static_cast<double>(i) + (is_odd ? 0.5 : 0);
    tail += std::exp(j * std::log(h) - h - log_factorial(j));
  }
  return tail;
}

ChiSquare chi_square(std::span<const double> a, std::span<const double> b) {
  const double balance = std::sqrt(total_of(b) / total_of(a));
  double sum = 0;
  std::uint64_t bins = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == 0 && b[i] == 0) continue;
    const double apart = a[i] * balance - b[i] / balance;
    sum += apart * apart / (a[i] + b[i]);
    ++bins;
  }
  return {sum, bins == 0 ? 0 : bins - 1};
}

double homogeneity(std::span<const double> a, std::span<const double> b) {
  const auto [statistic, degrees] = chi_square(a, b);
  return chi_square_tail(statistic, degrees);
}

double same_curve_at_most(double distance, std::uint64_t n, std::uint64_t m) {
  constexpr double kNearlyCertain = 0.3;  // below, the sum is 1 but for 0.00001, and slow
  const auto a = static_cast<double>(n), b = static_cast<double>(m);
  const double gap = distance * std::sqrt(a * b / (a + b));
  if (gap < kNearlyCertain) return 1;
  double sum = 0;
  for (double k = 1, sign = 2;; ++k, sign = -sign) {
    const double term = std::exp(-2 * k * k * gap * gap);
    sum += sign * term;
    if (term <= 1e-17 * std::abs(sum)) return sum;
  }
}

double same_curve(double distance, std::uint64_t n, std::uint64_t m) {
  return is_exact(n, m) ? share_of_paths(distance, n, m) : same_curve_at_most(distance, n, m);
}

// From 50 values on either side the limit is less than ten times, and not under half of, the exact
// probability wherever a level between 50% and 99.999% asks.
bool are_apart(double distance, std::uint64_t n, std::uint64_t m, double level) {
  constexpr std::uint64_t kMany = 50;
  constexpr double kWithin = 10;
  const double most = 1 - level;
  const double limit = same_curve_at_most(distance, n, m);
  const bool is_clear = limit < most / kWithin || limit > most * kWithin;
  if (!is_exact(n, m) || (is_clear && std::min(n, m) >= kMany)) return limit < most;
  return share_of_paths(distance, n, m) < most;
}

}  // namespace tocsin::evaluators
