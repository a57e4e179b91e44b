#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {

const dsl::MeasureDef& errors() {
  static const dsl::MeasureDef def = [] {
    auto errors = share_measure("errors");
    errors.summary = "Share of the events for which a condition holds: share(cond) for faults.";
    errors.formula = "share(cond)";
    errors.dialect = "As share.";
    errors.phrase = "the share of events in which {cond} (errors)";
    return errors;
  }();
  return def;
}

}  // namespace tocsin::evaluators
