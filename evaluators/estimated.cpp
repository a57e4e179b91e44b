#include "base/check.hpp"
#include "evaluators/estimates.hpp"

#include <algorithm>

namespace tocsin::evaluators {

const dsl::AggregateCall& estimated_measure(const dsl::AggregateCall& call) {
  TOCSIN_CHECK(call.inner && !call.inner->aggregates.empty(), "the checker has found the measure");
  return call.inner->aggregates.front();
}

std::unique_ptr<Aggregate> make_estimate(const dsl::AggregateCall& call,
                                         const ReferenceView* reference) {
  TOCSIN_CHECK(reference != nullptr, "an estimate has a reference");
  if (std::ranges::count(call.options, "buckets", &dsl::CallOption::name) > 0)
    return make_bucket_estimate(call, *reference);
  const auto& measure = estimated_measure(call).def->name;
  return measure == "auc" || measure == "average_precision"
             ? make_expected_ranking(call, *reference)
             : make_expected_counts(call, *reference);
}

dsl::MeasureDef estimate_definition() {
  return {
      .params = {{"M", dsl::ParamKind::measure}},
      .options = {{"buckets", dsl::OptionKind::buckets}},
      .needs = {.reference = true, .score_in_reference = true},
      .dialect =
          "From scores that an isotonic curve through the reference's labels makes "
          "probabilities (where that helps: ten times a tenth is held out); events count with "
          "their chance of each class. With `buckets:` from the reference's events, weighted by "
          "how many events of each bucket there are now; a bucket is a value, or a stretch "
          "between deciles of the reference (`auto`: one of ten normal distributions over all "
          "features and the prediction). Buckets that the reference lacks are left out; more "
          "than 10% of the window in such leaves it undefined. 0/0 is undefined.",
      .cost = dsl::Cost::moments,
  };
}

const dsl::MeasureDef& estimated() {
  static const dsl::MeasureDef def = [] {
    auto estimated = estimate_definition();
    estimated.name = "estimated";
    estimated.summary = "What a measure would be, were the labels known.";
    estimated.result = dsl::ResultKind::as_measure;
    estimated.formula =
        "the measure over expected counts: TP = sum of the chances of predicted positives, ...; "
        "with buckets: over labelled events as they are and the reference's weighted";
    estimated.phrase = "the estimate from {reference}[, in buckets of {buckets},] of {M}";
    estimated.make = make_estimate;
    return estimated;
  }();
  return def;
}

}  // namespace tocsin::evaluators
