#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {

const dsl::MeasureDef& availability() {
  static const dsl::MeasureDef def = [] {
    auto availability = share_measure("availability");
    availability.summary =
        "Share of the events for which a condition holds: share(cond) for good answers.";
    availability.formula = "share(cond)";
    availability.dialect = "As share.";
    availability.phrase = "the share of events in which {cond} (availability)";
    return availability;
  }();
  return def;
}

}  // namespace tocsin::evaluators
