#include "dsl/catalogue.hpp"

#include <limits>

namespace tocsin::evaluators {

// The engine looks at the members; what is measured of each is another measure's business.
const dsl::MeasureDef& spread() {
  static const dsl::MeasureDef def{
      .name = "spread",
      .summary = "Largest minus smallest value over the members of a segment.",
      .params = {{"M", dsl::ParamKind::measure}},
      .options = {{"by", dsl::OptionKind::field, {}, true}},
      .result = dsl::ResultKind::measure_apart,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "max of M over the values of `by` - min of M over them",
      .dialect =
          "Over the members for which M is known and that meet `needs`; undefined for fewer "
          "than two.",
      .cost = dsl::Cost::past,
      .phrase = "the difference between the largest and the smallest value over {by} of {M}",
  };
  return def;
}

}  // namespace tocsin::evaluators
