// Cumulative sum of what values lie above their running mean.
#include "evaluators/rising_sum.hpp"

namespace tocsin::evaluators {
namespace {

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<RisingSum>(call, 1);
}

}  // namespace

const DetectorDef& detector_cusum() {
  static const DetectorDef def{.name = "cusum",
                               .rule =
                                   "The running sum of what values lie above their mean and delta, "
                                   "without forgetting: min 30, delta 0.005, lambda 50.",
                               .make = make};
  return def;
}

}  // namespace tocsin::evaluators
