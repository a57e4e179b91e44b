#include "dsl/catalogue.hpp"

#include <limits>

namespace tocsin::evaluators {

// It looks past the window, up to the tick itself; the engine gives it.
const dsl::MeasureDef& silence() {
  static const dsl::MeasureDef def{
      .name = "silence",
      .summary = "Time since the last event.",
      .result = dsl::ResultKind::duration,
      .never_empty = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "tick - time of the last event; from the start where there was none",
      .dialect = "Counted up to the tick, without the lateness of the model.",
      .cost = dsl::Cost::clock,
      .push_down = "max(time)",
      .phrase = "the time since the last event",
  };
  return def;
}

}  // namespace tocsin::evaluators
