#include "dsl/catalogue.hpp"
#include "evaluators/past.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

// Least squares from the present reading, which lies at age 0, on: a line falls with age by what
// the measure has risen.
Value of_past(const Past& past) {
  const auto n = static_cast<double>(past.values.size() + 1);
  double ages = 0, moves = 0;
  for (const double age : past.ages) ages += age;
  for (const double value : past.values) moves += value - past.now.value;
  const double middle = ages / n;
  double squares = middle * middle, products = middle * moves / n;
  for (std::size_t i = 0; i < past.values.size(); ++i) {
    const double apart = past.ages[i] - middle;
    squares += apart * apart;
    products += apart * (past.values[i] - past.now.value - moves / n);
  }
  const double moved = -products / squares;
  return {.known = std::isfinite(moved), .value = std::isfinite(moved) ? moved + 0.0 : kUnknown};
}

}  // namespace

const PastMeasure& past_trend() {
  static const PastMeasure measure{.name = "trend", .fewest = 3, .of = of_past};
  return measure;
}

const dsl::MeasureDef& trend() {
  static const dsl::MeasureDef def{
      .name = "trend",
      .summary = "How far the line through a measure's readings moved within a time.",
      .params = {{"M", dsl::ParamKind::measure}, {"D", dsl::ParamKind::duration}},
      .result = dsl::ResultKind::measure_apart,
      .formula = "D * slope of the least-squares line through the readings of M from D ago to now",
      .dialect =
          "Readings one window apart, the present one included; at least 4, of windows that "
          "were seen in full. In the difference type of M: points for a share.",
      .cost = dsl::Cost::past,
      .phrase = "the trend within {D} of {M}",
  };
  return def;
}

}  // namespace tocsin::evaluators
