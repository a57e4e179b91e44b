#include "evaluators/scores.hpp"

#include "base/check.hpp"
#include "evaluators/classes.hpp"

namespace tocsin::evaluators {

void ScoredLabels::prepare(const Schema& schema) {
  if (score != nullptr) return;
  TOCSIN_CHECK(call->score && call->label, "the checker has found score and label");
  score = field_value(schema, *call->score);
  actual = is_positive(schema, *call->label, call->positive);
}

dsl::MeasureDef score_measure() {
  return {
      .result = dsl::ResultKind::number,
      .needs = {.label = true, .positive = true, .score = true},
      .low = 0,
      .high = 1,
  };
}

}  // namespace tocsin::evaluators
