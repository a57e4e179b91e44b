#include "base/check.hpp"
#include "evaluators/classes.hpp"
#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

struct Agreement {
  const dsl::AggregateCall* call;
  dsl::RowExprPtr equal{};  // made with the first block

  Tally count(Block& block, Rows rows) {
    TOCSIN_CHECK(call->prediction && call->label, "the checker has found prediction and label");
    if (equal == nullptr) equal = are_equal(block.schema(), *call->prediction, *call->label);
    const RowValues& agreed = block.condition(*equal);
    return {.hits = count_set(agreed.truth, rows), .judged = count_set(agreed.valid, rows)};
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return ratio_of(Agreement{&call});
}

}  // namespace

const dsl::MeasureDef& accuracy() {
  static const dsl::MeasureDef def{
      .name = "accuracy",
      .summary = "Share of the labelled events whose prediction is the label.",
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .needs = {.label = true, .prediction = true},
      .low = 0,
      .high = 1,
      .formula = "events with prediction = label / events with both",
      .dialect = "Any number of classes; 95% interval: Wilson.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) filter (where prediction = label), count(*) where both are not null",
      .phrase = "the share of events in which {prediction} is what {label} says (accuracy)",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
