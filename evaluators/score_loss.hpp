// A loss of each scored event, and its mean: brier and logloss.
#pragma once

#include "evaluators/moments.hpp"
#include "evaluators/scores.hpp"

#include <memory>

namespace tocsin::evaluators {

// A state of AggregateOf over Loss::of(probability, is_positive), 0 to Loss::kMost.
template <typename Loss>
struct LossState {
  std::uint64_t count = 0;
  Moments losses;  // of the probabilities among the scores

  void add(ScoredLabels& spec, Block& block, Rows rows) {
    spec.each(block, rows, [&](double score, bool is_positive) {
      ++count;
      if (is_probability(score)) losses.add(Loss::of(score, is_positive));
    });
  }
  void merge(const ScoredLabels&, const LossState& later) {
    count += later.count;
    losses.merge(later.losses);
  }
  Value value(const ScoredLabels&, double level) const {
    return mean_within(losses, {0, Loss::kMost}, level);
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    losses.save(out);
  }
  void load(const ScoredLabels&, Decoder& in) {
    count = load_rows(in);
    losses.load(in);
    if (losses.count() > count) in.fail();
  }
};

template <typename Loss>
std::unique_ptr<Aggregate> make_loss(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<LossState<Loss>>(ScoredLabels{&call});
}

}  // namespace tocsin::evaluators
