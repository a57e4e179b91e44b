#include "evaluators/score_loss.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

// A score of 0 or 1 that was wrong is taken for one that was nearly as sure, so that a single event
// does not make the mean infinite.
struct LogarithmicLoss {
  static constexpr double kSurest = std::numeric_limits<double>::epsilon();
  static constexpr double kMost = std::numeric_limits<double>::infinity();
  static double of(double score, bool is_positive) {
    const double clipped = std::clamp(score, kSurest, 1 - kSurest);
    return -(is_positive ? std::log(clipped) : std::log1p(-clipped));
  }
};

}  // namespace

const dsl::MeasureDef& logloss() {
  static const dsl::MeasureDef def = [] {
    auto logloss = score_measure();
    logloss.name = "logloss";
    logloss.summary = "Mean of the negative logarithm of the score of what came true.";
    logloss.certainty = dsl::Certainty::interval;
    logloss.high = std::numeric_limits<double>::infinity();
    logloss.formula =
        "-Σ (outcome·ln(score) + (1 - outcome)·ln(1 - score)) / n, outcome 1 where the label is "
        "positive, else 0";
    logloss.dialect =
        "Natural logarithm; scores are kept 2.2e-16 away from 0 and 1 (as scikit-learn), so one "
        "event counts 36.04 at most; scores outside of 0 to 1 are left out; one class only is no "
        "trouble; 95% interval from the standard error, from two events on.";
    logloss.cost = dsl::Cost::moments;
    logloss.push_down =
        "avg(loss), stddev_samp(loss), count(*) of loss = -ln(case when label = positive then "
        "score else 1 - score end)";
    logloss.phrase = "the mean logarithmic loss of {score} against {label} (logloss)";
    logloss.make = make_loss<LogarithmicLoss>;
    return logloss;
  }();
  return def;
}

}  // namespace tocsin::evaluators
