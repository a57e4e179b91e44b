#include "dsl/catalogue.hpp"

namespace tocsin::evaluators {

// Arithmetic on two windows of the same measure, which the engine does.
const dsl::MeasureDef& change() {
  static const dsl::MeasureDef def{
      .name = "change",
      .summary = "How far a measure moved within a time, as a share of what it was.",
      .params = {{"M", dsl::ParamKind::measure}, {"D", dsl::ParamKind::duration}},
      .result = dsl::ResultKind::ratio,
      .formula = "(M - M(ago: D)) / M(ago: D)",
      .dialect =
          "9% more is 9%. Undefined where M was 0 or had nothing to judge; with the interval "
          "of a ratio where M has one and the two windows do not overlap.",
      .cost = dsl::Cost::past,
      .phrase = "the relative change of {M} within {D}",
  };
  return def;
}

}  // namespace tocsin::evaluators
