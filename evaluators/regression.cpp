#include "evaluators/regression.hpp"

#include "base/check.hpp"
#include "evaluators/classes.hpp"

namespace tocsin::evaluators {

void ErrorSpec::prepare(const Schema& schema) {
  if (predicted != nullptr) return;
  TOCSIN_CHECK(call->prediction && call->label, "the checker has found prediction and label");
  predicted = field_value(schema, *call->prediction);
  actual = field_value(schema, *call->label);
}

dsl::MeasureDef error_measure() {
  return {
      .needs = {.label = true, .prediction = true},
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
  };
}

}  // namespace tocsin::evaluators
