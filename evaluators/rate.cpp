#include "evaluators/counting.hpp"

namespace tocsin::evaluators {

const dsl::MeasureDef& rate() {
  static const dsl::MeasureDef def{
      .name = "rate",
      .summary = "Events a second, or those for which a condition holds.",
      .params = {{"cond", dsl::ParamKind::condition, false}},
      .result = dsl::ResultKind::rate,
      .certainty = dsl::Certainty::interval,
      .never_empty = true,
      .per_second = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .counts_missing = true,
      .formula = "events in the window for which cond is true / length of the window",
      .dialect = "Nothing is 0/s; 95% interval: the count plus and minus 1.96 of its square root.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) filter (where cond)",
      .phrase = "the rate of events[ in which {cond}]",
      .make = make_counting,
  };
  return def;
}

}  // namespace tocsin::evaluators
