#include "evaluators/moments.hpp"

#include "evaluators/number_sums.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::evaluators {

void Moments::add(std::span<const double> numbers) {
  count_ += numbers.size();
  add_numbers(numbers, sum_);
  add_squares(numbers, squares_);
}

void Moments::merge(const Moments& later) {
  count_ += later.count_;
  sum_.merge(later.sum_);
  squares_.merge(later.squares_);
}

double Moments::mean() const { return sum_.rounded() / static_cast<double>(count_); }

// Σ(x - m)² = Σx² - 2m·Σx + n·m² for any m, here without rounding; with m the rounded mean, what is
// left to subtract, (Σx - n·m)²/n, is tiny. Squares may leave the range of doubles where their root
// does not, so they are only rounded after they were brought near 1.
double Moments::standard_deviation() const {
  const auto n = static_cast<double>(count_);
  const double m = mean();
  if (!std::isfinite(2 * m)) return kUnknown;
  ExactSum count_times_mean;
  count_times_mean.add_product(n, m);
  ExactSum around_mean = squares_;
  around_mean.add_scaled(sum_, -2 * m);
  around_mean.add_scaled(count_times_mean, m);
  ExactSum off = sum_;
  off.add_scaled(count_times_mean, -1);
  const int shift = around_mean.magnitude();
  const double rest = off.rounded(-shift / 2);
  const double squares = std::max(0.0, around_mean.rounded(-shift) - rest * rest / n);
  return std::ldexp(std::sqrt(squares / (n - 1)), shift / 2);
}

void Moments::save(Encoder& out) const {
  out.u64(count_);
  sum_.save(out);
  squares_.save(out);
}

void Moments::load(Decoder& in) {
  count_ = load_rows(in);
  sum_.load(in);
  squares_.load(in);
}

void Average::merge(const Average& later) {
  count_ += later.count_;
  sum_.merge(later.sum_);
}

double Average::mean() const { return sum_.rounded() / static_cast<double>(count_); }

void Average::save(Encoder& out) const {
  out.u64(count_);
  sum_.save(out);
}

void Average::load(Decoder& in) {
  count_ = load_rows(in);
  sum_.load(in);
}

Value mean_within(const Moments& moments, Interval limits, double level) {
  if (moments.count() == 0) return {};
  Value value = finite_value(moments.mean());
  if (!value.known || moments.count() < 2) return value;
  const double error =
      moments.standard_deviation() / std::sqrt(static_cast<double>(moments.count()));
  const Interval sure = around(value.value, error, limits, level);
  value.low = sure.low;
  value.high = sure.high;
  return value;
}

}  // namespace tocsin::evaluators
