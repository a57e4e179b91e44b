#include "evaluators/moments.hpp"

#include <limits>

namespace tocsin::evaluators {
namespace {

constexpr double kAnywhere = std::numeric_limits<double>::infinity();

Value read(const Moments& moments, double level) {
  return mean_within(moments, {-kAnywhere, kAnywhere}, level);
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
