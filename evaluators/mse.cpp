#include "evaluators/regression.hpp"

namespace tocsin::evaluators {

const dsl::MeasureDef& mse() {
  static const dsl::MeasureDef def = [] {
    auto mse = error_measure();
    mse.name = "mse";
    mse.summary = "Mean of the squared errors.";
    mse.result = dsl::ResultKind::label_squared;
    mse.formula = "Σ (prediction - label)² / n, n the labelled events";
    mse.dialect = "Summed without rounding; events without either are left out.";
    mse.cost = dsl::Cost::moments;
    mse.push_down = "avg(power(prediction - label, 2))";
    mse.phrase = "the mean squared distance of {prediction} from {label} (mse)";
    mse.make = make_error<Average, squared_error, plain_mean>;
    return mse;
  }();
  return def;
}

}  // namespace tocsin::evaluators
