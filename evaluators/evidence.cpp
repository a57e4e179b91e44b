#include "evaluators/evidence.hpp"

#include "evaluators/factorial.hpp"

#include <cmath>
#include <numeric>

namespace tocsin::evaluators {
namespace {

double total_of(std::span<const double> masses) {
  return std::accumulate(masses.begin(), masses.end(), 0.0);
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

double same_curve(double distance, std::uint64_t n, std::uint64_t m) {
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

}  // namespace tocsin::evaluators
