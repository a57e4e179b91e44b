#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

struct Missing {
  const dsl::AggregateCall* call;

  Tally count(Block& block, Rows rows) const {
    const Bits& present = block.operand(*call->args[0]).valid;
    return {.hits = rows.size() - count_set(present, rows), .judged = rows.size()};
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return ratio_of(Missing{&call});
}

}  // namespace

const dsl::MeasureDef& nulls() {
  static const dsl::MeasureDef def{
      .name = "nulls",
      .summary = "Share of the events in which a value is missing.",
      .params = {{"x", dsl::ParamKind::any_value}},
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .low = 0,
      .high = 1,
      .counts_missing = true,
      .formula = "events in which x is missing / events",
      .dialect =
          "Missing: an empty cell, null, an absent key, NaN, an infinity. A field that is not "
          "optional is malformed where it is missing: see malformed. 95% interval: Wilson.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) filter (where x is null), count(*)",
      .phrase = "the share of events in which {x} is missing",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
