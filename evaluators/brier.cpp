#include "evaluators/score_loss.hpp"

namespace tocsin::evaluators {
namespace {

struct SquaredDistance {
  static constexpr double kMost = 1;
  static double of(double score, bool is_positive) {
    const double off = is_positive ? 1 - score : score;
    return off * off;
  }
};

}  // namespace

const dsl::MeasureDef& brier() {
  static const dsl::MeasureDef def = [] {
    auto brier = score_measure();
    brier.name = "brier";
    brier.summary = "Mean squared distance of the score from the outcome.";
    brier.certainty = dsl::Certainty::interval;
    brier.formula = "Σ (score - outcome)² / n, outcome 1 where the label is positive, else 0";
    brier.dialect =
        "Scores outside of 0 to 1 are left out; one class only is no trouble; 95% interval from "
        "the standard error, from two events on.";
    brier.cost = dsl::Cost::moments;
    brier.push_down =
        "avg(power(score - outcome, 2)), stddev_samp(power(score - outcome, 2)), count(*)";
    brier.phrase = "the mean squared distance of {score} from what {label} says (brier)";
    brier.make = make_loss<SquaredDistance>;
    return brier;
  }();
  return def;
}

}  // namespace tocsin::evaluators
