#include "evaluators/catalogue.hpp"

#include "evaluators/signatures.hpp"

#include <algorithm>
#include <vector>

namespace tocsin::evaluators {

#define TOCSIN_MEASURE(name) const dsl::MeasureDef& name();
#include "evaluators/measures.def"
#undef TOCSIN_MEASURE

std::span<const dsl::MeasureDef* const> measures() {
  static const auto kAll = [] {
    std::vector<const dsl::MeasureDef*> all{
#define TOCSIN_MEASURE(name) &name(),
#include "evaluators/measures.def"
#undef TOCSIN_MEASURE
    };
    for (const auto& def : signatures()) all.push_back(&def);
    std::ranges::sort(all, {}, &dsl::MeasureDef::name);
    return all;
  }();
  return kAll;
}

}  // namespace tocsin::evaluators
