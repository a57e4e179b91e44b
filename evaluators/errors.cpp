#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {

const dsl::MeasureDef& errors() {
  static const dsl::MeasureDef def{
      .name = "errors",
      .summary = "Share of the events for which a condition holds: share(cond) for faults.",
      .params = {{"cond", dsl::ParamKind::condition}},
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .low = 0,
      .high = 1,
      .counts_missing = true,
      .formula = "share(cond)",
      .dialect = "As share.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) filter (where cond), count(cond)",
      .phrase = "the share of events in which {cond} (errors)",
      .make = make_share,
  };
  return def;
}

}  // namespace tocsin::evaluators
