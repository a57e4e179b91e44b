#include "evaluators/pair_moments.hpp"

#include "evaluators/aggregate_of.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::evaluators {
namespace {

// What is left of a sum of n numbers when n times `mean` is taken away.
ExactSum beside(const ExactSum& sum, double n, double mean) {
  ExactSum rest = sum;
  rest.add_product(-n, mean);
  return rest;
}

// Σ(x - a)(y - b) = Σxy - b·Σx - a·Σy + n·ab.
ExactSum around(const ExactSum& products, const ExactSum& x, const ExactSum& y, double a, double b,
                double n) {
  ExactSum count_times_b;
  count_times_b.add_product(n, b);
  ExactSum sum = products;
  sum.add_scaled(x, -b);
  sum.add_scaled(y, -a);
  sum.add_scaled(count_times_b, a);
  return sum;
}

}  // namespace

void PairMoments::Ends::take(double x, bool is_first) {
  least = is_first ? x : std::min(least, x);
  most = is_first ? x : std::max(most, x);
}

void PairMoments::Ends::save(Encoder& out) const {
  out.number(least);
  out.number(most);
}

void PairMoments::Ends::load(Decoder& in) {
  least = in.number();
  most = in.number();
  if (!(least <= most)) in.fail();
}

void PairMoments::add(double x, double y) {
  of_x_.take(x, count_ == 0);
  of_y_.take(y, count_ == 0);
  ++count_;
  x_.add(x);
  y_.add(y);
  xx_.add_product(x, x);
  yy_.add_product(y, y);
  xy_.add_product(x, y);
}

void PairMoments::merge(const PairMoments& later) {
  if (later.count_ == 0) return;
  for (const double x : {later.of_x_.least, later.of_x_.most})
    of_x_.take(x, count_ == 0 && x == later.of_x_.least);
  for (const double y : {later.of_y_.least, later.of_y_.most})
    of_y_.take(y, count_ == 0 && y == later.of_y_.least);
  count_ += later.count_;
  x_.merge(later.x_);
  y_.merge(later.y_);
  xx_.merge(later.xx_);
  yy_.merge(later.yy_);
  xy_.merge(later.xy_);
}

// Around the rounded means, from which the true ones are off by next to nothing: what that takes
// away, as in Moments::standard_deviation, is tiny. All three sums are brought near 1 before they
// are rounded.
std::optional<double> PairMoments::correlation() const {
  if (count_ == 0 || of_x_.least == of_x_.most || of_y_.least == of_y_.most) return std::nullopt;
  const auto n = static_cast<double>(count_);
  const double a = x_.rounded() / n, b = y_.rounded() / n;
  if (!std::isfinite(a) || !std::isfinite(b)) return std::nullopt;
  const ExactSum xx = around(xx_, x_, x_, a, a, n), yy = around(yy_, y_, y_, b, b, n);
  const ExactSum xy = around(xy_, x_, y_, a, b, n);
  const int of_xx = xx.magnitude(), of_yy = yy.magnitude();
  const double off_x = beside(x_, n, a).rounded(-of_xx / 2);
  const double off_y = beside(y_, n, b).rounded(-of_yy / 2);
  const double spread_x = xx.rounded(-of_xx) - off_x * off_x / n;
  const double spread_y = yy.rounded(-of_yy) - off_y * off_y / n;
  const double together = xy.rounded(-of_xx / 2 - of_yy / 2) - off_x * off_y / n;
  if (!(spread_x > 0) || !(spread_y > 0)) return std::nullopt;
  const double r = together / std::sqrt(spread_x * spread_y);
  if (!std::isfinite(r)) return std::nullopt;
  return std::clamp(r, -1.0, 1.0);
}

void PairMoments::save(Encoder& out) const {
  out.u64(count_);
  of_x_.save(out);
  of_y_.save(out);
  for (const auto* sum : {&x_, &y_, &xx_, &yy_, &xy_}) sum->save(out);
}

void PairMoments::load(Decoder& in) {
  count_ = load_rows(in);
  of_x_.load(in);
  of_y_.load(in);
  for (auto* sum : {&x_, &y_, &xx_, &yy_, &xy_}) sum->load(in);
}

}  // namespace tocsin::evaluators
