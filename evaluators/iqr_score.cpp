#include "dsl/catalogue.hpp"
#include "evaluators/past.hpp"
#include "evaluators/type_seven.hpp"

#include <algorithm>
#include <vector>

namespace tocsin::evaluators {
namespace {

double quantile(const std::vector<double>& sorted, double p) {
  const auto place = quantile_place(sorted.size(), p);
  return between(sorted[place.below], sorted[place.above], place.share);
}

Value of_past(const Past& past) {
  std::vector<double> sorted(past.values.begin(), past.values.end());
  std::ranges::sort(sorted);
  const double range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  return score(past.now, past.now.value - quantile(sorted, 0.5), range);
}

}  // namespace

const PastMeasure& past_iqr_score() {
  static const PastMeasure measure{.name = "iqr_score", .fewest = 8, .of = of_past};
  return measure;
}

const dsl::MeasureDef& iqr_score() {
  static const dsl::MeasureDef def{
      .name = "iqr_score",
      .summary = "Distance of a measure from the median of its past, in interquartile ranges.",
      .params = {{"M", dsl::ParamKind::measure}},
      .options = {{"past", dsl::OptionKind::duration, {}, true},
                  {"season", dsl::OptionKind::duration}},
      .low = -kMostScore,
      .high = kMostScore,
      .formula = "(M - median of its past readings) / (their 75% quantile - their 25% quantile)",
      .dialect =
          "Quantiles of type 7 (numpy's default). Readings, and the limits of the score, "
          "are those of `zscore`; the range counts as no smaller than the sampling error of "
          "M.",
      .cost = dsl::Cost::past,
      .phrase =
          "the number of interquartile ranges between {M} and its median of the past {past}[ "
          "in seasons of {season}] (iqr_score)",
  };
  return def;
}

}  // namespace tocsin::evaluators
