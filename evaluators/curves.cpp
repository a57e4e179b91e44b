#include "evaluators/curves.hpp"

#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

constexpr double kNoMore = std::numeric_limits<double>::infinity();

// Not std::min(): from a reference compilers make a branch.
double lesser(double a, double b) { return a < b ? a : b; }
double greater(double a, double b) { return a > b ? a : b; }

// Passes the values of one sample in order.
class Curve {
 public:
  explicit Curve(const ValueCounts& values)
      : at_(values.data()), end_(at_ + values.size()), next_(*at_) {}

  double next() const { return next_.value; }
  double passed() const { return static_cast<double>(passed_); }
  // Without a branch on whether it is passed: which sample comes next cannot be guessed.
  void pass(double value) {
    const std::int64_t is_next = next_.value <= value ? 1 : 0;
    passed_ += static_cast<std::int64_t>(next_.count) & -is_next;
    at_ += is_next;
    next_ = at_ == end_ ? ValueCount{kNoMore, 0} : *at_;
  }

 private:
  const ValueCount* at_;
  const ValueCount* end_;
  ValueCount next_;
  std::int64_t passed_ = 0;
};

}  // namespace

// Walks over the values of both. The area is summed with what rounding lost: A. Neumaier, 1974.
Apart between_curves(const ValueCounts& live, const ValueCounts& reference) {
  const auto n = static_cast<double>(total_of(live)), m = static_cast<double>(total_of(reference));
  Curve a(live), b(reference);
  Apart apart;
  double lost = 0;
  for (double at = lesser(a.next(), b.next());;) {
    a.pass(at);
    b.pass(at);
    const double next = lesser(a.next(), b.next());
    if (next == kNoMore) break;
    const double gap = std::abs(a.passed() * m - b.passed() * n) / (n * m);
    apart.gap = greater(apart.gap, gap);
    const double piece = gap * (next - at);
    const double sum = apart.area + piece;
    lost += apart.area >= piece ? (apart.area - sum) + piece : (piece - sum) + apart.area;
    apart.area = sum;
    at = next;
  }
  apart.area += lost;
  return apart;
}

}  // namespace tocsin::evaluators
