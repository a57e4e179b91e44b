#include "evaluators/moments.hpp"

#include <limits>

namespace tocsin::evaluators {
namespace {

Value read(const Moments& moments, double /*level*/) {
  return moments.count() < 2 ? Value{} : finite_value(moments.standard_deviation());
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<MomentsState<read>>(NumericSpec{&call});
}

}  // namespace

const dsl::MeasureDef& stddev() {
  static const dsl::MeasureDef def{
      .name = "stddev",
      .summary = "Standard deviation of a number over the events that have it.",
      .params = {{"x", dsl::ParamKind::numeric}},
      .result = dsl::ResultKind::as_argument,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "sqrt(Σ (x - mean)² / (n - 1))",
      .dialect = "Of the sample (n - 1), undefined below two values; missing values are left out.",
      .cost = dsl::Cost::moments,
      .push_down = "stddev_samp(x)",
      .phrase = "the standard deviation of {x}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
