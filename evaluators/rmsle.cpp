#include "evaluators/regression.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

double squared_log_error(double predicted, double actual) {
  if (predicted < 0 || actual < 0) return kUnknown;
  return squared_error(std::log1p(predicted), std::log1p(actual));
}

Value read(const Average& squares, double /*level*/) {
  return finite_value(std::sqrt(squares.mean()));
}

}  // namespace

const dsl::MeasureDef& rmsle() {
  static const dsl::MeasureDef def = [] {
    auto rmsle = error_measure();
    rmsle.name = "rmsle";
    rmsle.summary = "Root of the mean squared error of logarithms.";
    rmsle.result = dsl::ResultKind::number;
    rmsle.formula =
        "sqrt(Σ (ln(1 + prediction) - ln(1 + label))² / n), n the labelled events without a "
        "negative number";
    rmsle.dialect =
        "An event in which either is negative is undefined and left out; events without either are "
        "left out; summed without rounding.";
    rmsle.cost = dsl::Cost::moments;
    rmsle.push_down = "avg(power(ln(1 + prediction) - ln(1 + label), 2)) where both are at least 0";
    rmsle.phrase =
        "the root of the mean squared distance of the logarithms of {prediction} and {label} "
        "(rmsle)";
    rmsle.make = make_error<Average, squared_log_error, read>;
    return rmsle;
  }();
  return def;
}

}  // namespace tocsin::evaluators
