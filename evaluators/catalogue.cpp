#include "evaluators/catalogue.hpp"

#include <vector>

namespace tocsin::evaluators {

#define TOCSIN_MEASURE(name) const dsl::MeasureDef& name();
#include "evaluators/measures.def"
#undef TOCSIN_MEASURE

std::span<const dsl::MeasureDef* const> measures() {
  static const std::vector<const dsl::MeasureDef*> kAll{
#define TOCSIN_MEASURE(name) &name(),
#include "evaluators/measures.def"
#undef TOCSIN_MEASURE
  };
  return kAll;
}

}  // namespace tocsin::evaluators
