#include "evaluators/ratio.hpp"
#include "evaluators/regression.hpp"

namespace tocsin::evaluators {
namespace {

struct Spec : ErrorSpec {
  Tally count(Block& block, Rows rows) {
    const double limit = call->args[0]->number;
    Tally tally;
    for_each_pair(*this, block, rows, [&](double p, double y) {
      ++tally.judged;
      tally.hits += std::abs(p - y) > limit ? 1 : 0;
    });
    return tally;
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return ratio_of(Spec{{&call}});
}

}  // namespace

const dsl::MeasureDef& share_error_over() {
  static const dsl::MeasureDef def = [] {
    auto over = error_measure();
    over.name = "share_error_over";
    over.summary = "Share of the labelled events whose error is larger.";
    over.params = {{"limit", dsl::ParamKind::of_label}};
    over.result = dsl::ResultKind::share;
    over.certainty = dsl::Certainty::interval;
    over.high = 1;
    over.formula = "events with |prediction - label| > limit / events with both";
    over.dialect = "An error of just the limit is not over it; 95% interval: Wilson.";
    over.cost = dsl::Cost::counts;
    over.push_down =
        "count(*) filter (where abs(prediction - label) > limit), count(prediction - label)";
    over.phrase = "the share of events whose {prediction} is more than {limit} from {label}";
    over.make = make;
    return over;
  }();
  return def;
}

}  // namespace tocsin::evaluators
