#include "dsl/catalogue.hpp"
#include "evaluators/past.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::evaluators {
namespace {

// In two passes, from the first value on, so that a past that never changed has no spread at all.
Value of_past(const Past& past) {
  const auto n = static_cast<double>(past.values.size());
  const double origin = past.values.front();
  double sum = 0, squares = 0;
  for (const double value : past.values) sum += value - origin;
  const double mean = sum / n;
  for (const double value : past.values) {
    const double apart = value - origin - mean;
    squares += apart * apart;
  }
  return score(past.now, past.now.value - origin - mean, std::sqrt(squares / (n - 1)));
}

}  // namespace

const PastMeasure& past_zscore() {
  static const PastMeasure measure{.name = "zscore", .fewest = 8, .of = of_past};
  return measure;
}

const dsl::MeasureDef& zscore() {
  static const dsl::MeasureDef def{
      .name = "zscore",
      .summary = "Distance of a measure from the mean of its past, in standard deviations.",
      .params = {{"M", dsl::ParamKind::measure}},
      .options = {{"past", dsl::OptionKind::duration, {}, true},
                  {"season", dsl::OptionKind::duration}},
      .low = -kMostScore,
      .high = kMostScore,
      .formula = "(M - mean of its past readings) / their standard deviation (n - 1)",
      .dialect =
          "Readings one window apart, so that none shares an event with another; with "
          "`season: S` those of k seasons ago and of one window before and after. At least "
          "8 of windows that were seen in full. The deviation counts as no smaller than the "
          "sampling error of M; where neither is known and the past never changed, any "
          "change is 99 or -99, the limits of the score.",
      .cost = dsl::Cost::past,
      .phrase =
          "the number of standard deviations between {M} and its mean of the past {past}[ in "
          "seasons of {season}] (zscore)",
  };
  return def;
}

}  // namespace tocsin::evaluators
