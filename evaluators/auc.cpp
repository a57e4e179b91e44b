#include "evaluators/interval.hpp"
#include "evaluators/ranking.hpp"
#include "evaluators/wide.hpp"

namespace tocsin::evaluators {

// Pairs of a positive and a negative event are counted in halves: two for a positive that scores
// higher, one for a tie.
double area_under_curve(const std::vector<Tied>& groups, const Tied& all) {
  Wide halves = 0;
  std::uint64_t below = all.negatives;
  for (const auto& tied : groups) {
    below -= tied.negatives;
    halves += Wide{tied.positives} * (2 * below + tied.negatives);
  }
  const Wide pairs = Wide{all.positives} * all.negatives;
  return static_cast<double>(halves) / static_cast<double>(2 * pairs);
}

namespace {

Value read(const std::vector<Tied>& groups, double level) {
  const Tied all = sum_of(groups);
  if (all.positives == 0 || all.negatives == 0) return {};
  const double area = area_under_curve(groups, all);
  const double error = hanley_mcneil(area, all.positives, all.negatives);
  const Interval sure = around(area, error, {0, 1}, level);
  return {.known = true, .value = area, .low = sure.low, .high = sure.high};
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_ranking(call, read);
}

}  // namespace

const dsl::MeasureDef& auc() {
  static const dsl::MeasureDef def{
      .name = "auc",
      .summary =
          "Share of the pairs of a positive and a negative event that the score orders rightly.",
      .result = dsl::ResultKind::unit_interval,
      .certainty = dsl::Certainty::interval,
      .needs = {.label = true, .positive = true, .score = true},
      .low = 0,
      .high = 1,
      .formula = "pairs with the higher score on the positive event, ties as one half / pairs",
      .dialect =
          "Area under the ROC curve; exact up to 100,000 labelled events in the window, above "
          "from 512 bins for each halving of the distance to 0 or 1, off by at most half the "
          "share of pairs within one bin; undefined with one class; 95% interval: Hanley and "
          "McNeil.",
      .cost = dsl::Cost::sorted_values,
      .push_down = "count(*) filter (where label = positive), count(*) group by score",
      .phrase = "the share of pairs of events that {score} ranks as {label} does (auc)",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
