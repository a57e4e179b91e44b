#include "evaluators/regression.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

// The root of a mean of squares m: d√m / dm = 1 / (2·√m) carries the standard error of m over.
Value read(const Moments& squares, double level) {
  Value value = finite_value(std::sqrt(squares.mean()));
  if (!value.known || squares.count() < 2) return value;
  const double error =
      squares.standard_deviation() / std::sqrt(static_cast<double>(squares.count()));
  const double carried = value.value == 0 ? 0 : error / (2 * value.value);
  const Interval sure =
      around(value.value, carried, {0, std::numeric_limits<double>::infinity()}, level);
  value.low = sure.low;
  value.high = sure.high;
  return value;
}

}  // namespace

const dsl::MeasureDef& rmse() {
  static const dsl::MeasureDef def = [] {
    auto rmse = error_measure();
    rmse.name = "rmse";
    rmse.summary = "Root of the mean squared error.";
    rmse.result = dsl::ResultKind::as_label;
    rmse.certainty = dsl::Certainty::interval;
    rmse.formula = "sqrt(Σ (prediction - label)² / n), n the labelled events";
    rmse.dialect =
        "Summed without rounding; events without either are left out; 95% interval: delta method, "
        "from two events on.";
    rmse.cost = dsl::Cost::moments;
    rmse.push_down =
        "avg(power(prediction - label, 2)), stddev_samp(power(prediction - label, 2)), count(*)";
    rmse.phrase = "the root of the mean squared distance of {prediction} from {label} (rmse)";
    rmse.make = make_error<Moments, squared_error, read>;
    return rmse;
  }();
  return def;
}

}  // namespace tocsin::evaluators
