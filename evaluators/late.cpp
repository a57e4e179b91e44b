#include "dsl/catalogue.hpp"

namespace tocsin::evaluators {

// How late an event may be is said by its model; the engine counts.
const dsl::MeasureDef& late() {
  static const dsl::MeasureDef def{
      .name = "late",
      .summary = "Share of the events that arrived later than the lateness of the model allows.",
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .never_empty = true,
      .low = 0,
      .high = 1,
      .formula =
          "events that arrived more than `lateness` after their time / events, of those "
          "that arrived in the window",
      .dialect =
          "By arrival, whatever the time of the event; where the window counts events or is "
          "a batch, of its events. Rows from the future and rows that could not be read are "
          "no events here. Nothing is 0; 95% interval: Wilson.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) filter (where arrival - time > lateness), count(*)",
      .phrase = "the share of events that arrived later than the lateness",
  };
  return def;
}

}  // namespace tocsin::evaluators
