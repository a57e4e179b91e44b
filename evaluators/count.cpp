#include "evaluators/counting.hpp"

namespace tocsin::evaluators {

const dsl::MeasureDef& count() {
  static const dsl::MeasureDef def{
      .name = "count",
      .summary = "Number of events, or of those for which a condition holds.",
      .params = {{"cond", dsl::ParamKind::condition, false}},
      .result = dsl::ResultKind::number,
      .never_empty = true,
      .whole_number = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .counts_missing = true,
      .formula = "number of events in the window for which cond is true",
      .dialect = "Nothing is 0.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) filter (where cond)",
      .phrase = "the number of events[ in which {cond}]",
      .make = make_counting,
  };
  return def;
}

}  // namespace tocsin::evaluators
