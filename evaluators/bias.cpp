#include "evaluators/regression.hpp"

namespace tocsin::evaluators {
namespace {

double error(double predicted, double actual) { return predicted - actual; }

}  // namespace

const dsl::MeasureDef& bias() {
  static const dsl::MeasureDef def = [] {
    auto bias = error_measure();
    bias.name = "bias";
    bias.summary = "Mean of prediction minus label.";
    bias.result = dsl::ResultKind::as_label;
    bias.low = bias.high = 0;
    bias.formula = "Σ (prediction - label) / n, n the labelled events";
    bias.dialect =
        "Positive where predictions are too high; summed without rounding; events without either "
        "are left out.";
    bias.cost = dsl::Cost::moments;
    bias.push_down = "avg(prediction - label)";
    bias.phrase = "the mean of {prediction} minus {label} (bias)";
    bias.make = make_error<Average, error, plain_mean>;
    return bias;
  }();
  return def;
}

}  // namespace tocsin::evaluators
