#include "dsl/catalogue.hpp"

#include <limits>

namespace tocsin::evaluators {

// The join of predictions and labels counts them.
const dsl::MeasureDef& labels_unmatched() {
  static const dsl::MeasureDef def{
      .name = "labels_unmatched",
      .summary = "Number of labels that waited for their event in vain.",
      .result = dsl::ResultKind::number,
      .never_empty = true,
      .whole_number = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "labels whose wait of `within` for an event of their key ended in the window",
      .dialect =
          "A label without a key counts when it arrives. A label of a file that says nothing of "
          "its time waits as long as the file is read, and so counts in no window. Nothing is 0.",
      .cost = dsl::Cost::counts,
      .phrase = "the number of labels that waited for their event in vain",
  };
  return def;
}

}  // namespace tocsin::evaluators
