#include "dsl/catalogue.hpp"

#include <limits>

namespace tocsin::evaluators {

// The join of predictions and labels counts them.
const dsl::MeasureDef& labels_late() {
  static const dsl::MeasureDef def{
      .name = "labels_late",
      .summary = "Number of labels that arrived later than the horizon.",
      .result = dsl::ResultKind::number,
      .never_empty = true,
      .whole_number = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "events whose label arrived in the window, later than `within` after the event",
      .dialect =
          "By the time at which event and label had both arrived; a label that comes so late that "
          "its event is forgotten counts once, when it arrives. Nothing is 0.",
      .cost = dsl::Cost::counts,
      .phrase = "the number of labels that arrived later than the horizon",
  };
  return def;
}

}  // namespace tocsin::evaluators
