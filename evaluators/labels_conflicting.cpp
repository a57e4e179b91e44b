#include "dsl/catalogue.hpp"

#include <limits>

namespace tocsin::evaluators {

// The join of predictions and labels counts them.
const dsl::MeasureDef& labels_conflicting() {
  static const dsl::MeasureDef def{
      .name = "labels_conflicting",
      .summary = "Number of second labels that said something else.",
      .result = dsl::ResultKind::number,
      .never_empty = true,
      .whole_number = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "labels that arrived in the window and differ from the one that their key had",
      .dialect =
          "By arrival; the first label stays. A label of a file that says nothing of its time "
          "counts at the horizon of its event. Nothing is 0.",
      .cost = dsl::Cost::counts,
      .phrase = "the number of second labels that said something else",
  };
  return def;
}

}  // namespace tocsin::evaluators
