#include "evaluators/regression.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

double distance(double predicted, double actual) { return std::abs(predicted - actual); }

Value read(const Moments& distances, double level) {
  return mean_within(distances, {0, std::numeric_limits<double>::infinity()}, level);
}

}  // namespace

const dsl::MeasureDef& mae() {
  static const dsl::MeasureDef def = [] {
    auto mae = error_measure();
    mae.name = "mae";
    mae.summary = "Mean distance of prediction and label.";
    mae.result = dsl::ResultKind::as_label;
    mae.certainty = dsl::Certainty::interval;
    mae.formula = "Σ |prediction - label| / n, n the labelled events";
    mae.dialect =
        "Summed without rounding; events without either are left out; 95% interval from the "
        "standard "
        "error, from two events on.";
    mae.cost = dsl::Cost::moments;
    mae.push_down = "avg(abs(prediction - label)), stddev_samp(abs(prediction - label)), count(*)";
    mae.phrase = "the mean distance of {prediction} from {label} (mae)";
    mae.make = make_error<Moments, distance, read>;
    return mae;
  }();
  return def;
}

}  // namespace tocsin::evaluators
