#include "evaluators/interval.hpp"
#include "evaluators/moments.hpp"

#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

Value read(const Moments& moments, double level) {
  if (moments.count() == 0) return {};
  Value value = finite_value(moments.mean());
  if (!value.known || moments.count() < 2) return value;
  constexpr double kAnywhere = std::numeric_limits<double>::infinity();
  const double error =
      moments.standard_deviation() / std::sqrt(static_cast<double>(moments.count()));
  const Interval sure = around(value.value, error, {-kAnywhere, kAnywhere}, level);
  value.low = sure.low;
  value.high = sure.high;
  return value;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<MomentsState<read>>(NumericSpec{&call});
}

}  // namespace

const dsl::MeasureDef& mean() {
  static const dsl::MeasureDef def{
      .name = "mean",
      .summary = "Mean of a number over the events that have it.",
      .params = {{"x", dsl::ParamKind::numeric}},
      .result = dsl::ResultKind::as_argument,
      .certainty = dsl::Certainty::interval,
      .formula = "Σ x / n, n the events in which x is present",
      .dialect =
          "Summed without rounding; missing values are left out; 95% interval from the "
          "standard error, from two values on.",
      .cost = dsl::Cost::moments,
      .push_down = "avg(x), stddev_samp(x), count(x)",
      .phrase = "the mean of {x}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
