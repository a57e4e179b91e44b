#include "evaluators/detector.hpp"

#include "base/check.hpp"
#include "dsl/past.hpp"

#include <algorithm>
#include <array>

namespace tocsin::evaluators {

#define TOCSIN_DETECTOR(name) const DetectorDef& detector_##name();
#include "evaluators/detectors.def"
#undef TOCSIN_DETECTOR

const DetectorDef& detector_of(const dsl::AggregateCall& call) {
  static const std::array kAll{
#define TOCSIN_DETECTOR(name) &detector_##name(),
#include "evaluators/detectors.def"
#undef TOCSIN_DETECTOR
  };
  const auto* option = dsl::option_of(call, "detector");
  TOCSIN_CHECK(option != nullptr, "a call with a detector");
  const auto found = std::ranges::find(kAll, option->word, &DetectorDef::name);
  TOCSIN_CHECK(found != kAll.end(), "a detector that the checker knows");
  return **found;
}

double parameter(const dsl::AggregateCall& call, std::string_view name, double usual) {
  const auto* option = dsl::option_of(call, name);
  return option == nullptr ? usual : option->number;
}

}  // namespace tocsin::evaluators
