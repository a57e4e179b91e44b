#include "evaluators/exact_sum.hpp"
#include "evaluators/ranking.hpp"

namespace tocsin::evaluators {
namespace {

// Each distinct score is a threshold: what recall gains there, times the precision there.
Value read(const std::vector<Tied>& groups, double /*level*/) {
  const Tied all = sum_of(groups);
  if (all.positives == 0) return {};
  ExactSum area;
  Tied above;
  for (const auto& tied : groups) {
    above.positives += tied.positives;
    above.negatives += tied.negatives;
    const double precision = static_cast<double>(above.positives) /
                             static_cast<double>(above.positives + above.negatives);
    area.add_product(static_cast<double>(tied.positives), precision);
  }
  return {.known = true, .value = area.rounded() / static_cast<double>(all.positives)};
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_ranking(call, read);
}

}  // namespace

const dsl::MeasureDef& average_precision() {
  static const dsl::MeasureDef def{
      .name = "average_precision",
      .summary =
          "Precision averaged over the recall that a falling threshold of the score reaches.",
      .result = dsl::ResultKind::unit_interval,
      .needs = {.label = true, .positive = true, .score = true},
      .low = 0,
      .high = 1,
      .formula = "Σ (recall_k - recall_(k-1))·precision_k over the distinct scores, highest first",
      .dialect =
          "Step sum without interpolation, equal scores as one threshold (as scikit-learn); "
          "exact up to 100,000 labelled events in the window, above from 512 bins for each "
          "halving of the distance to 0 or 1; undefined without a positive label.",
      .cost = dsl::Cost::sorted_values,
      .push_down = "count(*) filter (where label = positive), count(*) group by score",
      .phrase = "the average precision of {score} for {label}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
