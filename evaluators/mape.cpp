#include "evaluators/regression.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

// Where the label is 0 there is no share of it: not finite, and so left out.
double share(double predicted, double actual) { return std::abs((predicted - actual) / actual); }

}  // namespace

const dsl::MeasureDef& mape() {
  static const dsl::MeasureDef def = [] {
    auto mape = error_measure();
    mape.name = "mape";
    mape.summary = "Mean distance of prediction and label, as a share of the label.";
    mape.result = dsl::ResultKind::ratio;
    mape.formula =
        "Σ |prediction - label| / |label| / n, n the labelled events whose label is not 0";
    mape.dialect =
        "Events whose label is 0 are left out (others divide by a tiny number there, which makes "
        "the "
        "mean useless); summed without rounding.";
    mape.cost = dsl::Cost::moments;
    mape.push_down = "avg(abs((prediction - label) / nullif(label, 0)))";
    mape.phrase = "the mean distance of {prediction} from {label} as a share of {label} (mape)";
    mape.make = make_error<Average, share, plain_mean>;
    return mape;
  }();
  return def;
}

}  // namespace tocsin::evaluators
