#include "evaluators/regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

struct State {
  Moments actual;
  ExactSum squares;  // of the errors

  void add(ErrorSpec& spec, Block& block, Rows rows) {
    for_each_pair(spec, block, rows, [&](double p, double y) {
      if (!std::isfinite(p - y)) return;
      actual.add(y);
      squares.add_product(p - y, p - y);
    });
  }
  void merge(const ErrorSpec&, const State& later) {
    actual.merge(later.actual);
    squares.merge(later.squares);
  }
  // 1 - Σ e² / Σ (y - mean)²; roots keep both in the range of doubles.
  Value value(const ErrorSpec&) const {
    if (actual.count() < 2) return {};
    const double spread = actual.standard_deviation();
    if (!(spread > 0)) return {};
    const int shift = squares.magnitude();
    const double of_errors =
        std::sqrt(std::max(0.0, squares.rounded(-shift)) / static_cast<double>(actual.count() - 1));
    const double ratio = std::ldexp(of_errors, shift / 2) / spread;
    return finite_value(1 - ratio * ratio);
  }
  std::uint64_t judged() const { return actual.count(); }
  void save(Encoder& out) const {
    actual.save(out);
    squares.save(out);
  }
  void load(const ErrorSpec&, Decoder& in) {
    actual.load(in);
    squares.load(in);
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(ErrorSpec{&call});
}

}  // namespace

const dsl::MeasureDef& r2() {
  static const dsl::MeasureDef def = [] {
    auto r2 = error_measure();
    r2.name = "r2";
    r2.summary = "Share of the label's variance that the prediction explains.";
    r2.result = dsl::ResultKind::number;
    r2.low = -std::numeric_limits<double>::infinity();
    r2.high = 1;
    r2.formula = "1 - Σ (prediction - label)² / Σ (label - mean label)²";
    r2.dialect =
        "Negative where the mean label would have predicted better; undefined where all labels "
        "are equal, and below two labelled events; summed without rounding.";
    r2.cost = dsl::Cost::moments;
    r2.push_down = "sum(power(prediction - label, 2)), var_samp(label), count(*)";
    r2.phrase = "the share of the variance of {label} that {prediction} explains (r2)";
    r2.make = make;
    return r2;
  }();
  return def;
}

}  // namespace tocsin::evaluators
