// E. S. Page, "Continuous inspection schemes" (1954), upwards, forgetting by alpha.
#include "evaluators/rising_sum.hpp"

namespace tocsin::evaluators {
namespace {

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<RisingSum>(call, parameter(call, "alpha", 0.9999));
}

}  // namespace

const DetectorDef& detector_page_hinkley() {
  static const DetectorDef def{.name = "page_hinkley",
                               .rule =
                                   "The running sum of what values lie above their mean and delta: "
                                   "min 30, delta 0.005, lambda 50, alpha 0.9999.",
                               .make = make};
  return def;
}

}  // namespace tocsin::evaluators
