#include "dsl/catalogue.hpp"

namespace tocsin::evaluators {

// The join of predictions and labels knows the answer; the engine gives it.
const dsl::MeasureDef& labelled() {
  static const dsl::MeasureDef def{
      .name = "labelled",
      .summary = "Share of the events whose label is known.",
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .needs = {.label = true},
      .low = 0,
      .high = 1,
      .formula = "events with a known label / events",
      .dialect = "Over all events of the matured window; 95% interval: Wilson.",
      .cost = dsl::Cost::counts,
      .push_down = "count(label), count(*)",
      .phrase = "the share of events whose {label} is known",
  };
  return def;
}

}  // namespace tocsin::evaluators
