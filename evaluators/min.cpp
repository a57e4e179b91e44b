#include "evaluators/extreme.hpp"

#include <functional>

namespace tocsin::evaluators {
namespace {

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<ExtremeState<std::less<double>>>(NumericSpec{&call});
}

}  // namespace

const dsl::MeasureDef& min() {
  static const dsl::MeasureDef def{
      .name = "min",
      .summary = "Smallest value of a number over the events that have it.",
      .params = {{"x", dsl::ParamKind::numeric}},
      .result = dsl::ResultKind::as_argument,
      .formula = "min x",
      .dialect = "Missing values are left out.",
      .cost = dsl::Cost::counts,
      .push_down = "min(x)",
      .phrase = "the smallest {x}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
