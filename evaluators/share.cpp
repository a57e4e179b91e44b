#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

// A row in which the condition is not known, such as one that divides by zero, is not judged.
struct Condition {
  const dsl::AggregateCall* call;

  Tally count(Block& block, Rows rows) const {
    const RowValues& condition = block.condition(*call->args[0]);
    return {.hits = count_set(condition.truth, rows), .judged = count_set(condition.valid, rows)};
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return ratio_of(Condition{&call});
}

}  // namespace

dsl::MeasureDef share_measure(std::string_view name) {
  return {
      .name = name,
      .summary = "Share of the events for which a condition holds.",
      .params = {{"cond", dsl::ParamKind::condition}},
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .low = 0,
      .high = 1,
      .counts_missing = true,
      .formula = "events for which cond is true / events for which it is true or false",
      .dialect = "Events for which the condition is not known are left out; 95% interval: Wilson.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) filter (where cond), count(cond)",
      .phrase = "the share of events in which {cond}",
      .make = make,
  };
}

const dsl::MeasureDef& share() {
  static const dsl::MeasureDef def = share_measure("share");
  return def;
}

}  // namespace tocsin::evaluators
