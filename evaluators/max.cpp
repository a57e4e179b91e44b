#include "evaluators/extreme.hpp"

#include <functional>

namespace tocsin::evaluators {
namespace {

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<ExtremeState<std::greater<double>>>(NumericSpec{&call});
}

}  // namespace

const dsl::MeasureDef& max() {
  static const dsl::MeasureDef def{
      .name = "max",
      .summary = "Largest value of a number over the events that have it.",
      .params = {{"x", dsl::ParamKind::numeric}},
      .result = dsl::ResultKind::as_argument,
      .formula = "max x",
      .dialect = "Missing values are left out.",
      .cost = dsl::Cost::counts,
      .push_down = "max(x)",
      .phrase = "the largest {x}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
