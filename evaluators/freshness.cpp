#include "dsl/catalogue.hpp"

#include <limits>

namespace tocsin::evaluators {

// It looks past the window, up to the tick itself; the engine gives it.
const dsl::MeasureDef& freshness() {
  static const dsl::MeasureDef def{
      .name = "freshness",
      .summary = "Time since the newest value of a time.",
      .params = {{"t", dsl::ParamKind::instant}},
      .result = dsl::ResultKind::duration,
      .never_empty = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula =
          "tick - the newest t of any event so far; of the events of the window where it "
          "counts events or is a batch; from the start where there is no t",
      .dialect =
          "Counted up to the tick, without the lateness of the model. A t more than a minute "
          "ahead of the arrival of its event cannot be true and is left out; one ahead of "
          "the tick is 0 old.",
      .cost = dsl::Cost::counts,
      .push_down = "max(t)",
      .phrase = "the time since the newest {t}",
  };
  return def;
}

}  // namespace tocsin::evaluators
