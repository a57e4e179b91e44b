#include "evaluators/ranking.hpp"

#include "evaluators/scores.hpp"

namespace tocsin::evaluators {
namespace {

struct Spec {
  ScoredLabels labels;
  Value (*read)(const std::vector<Tied>&, double level);
};

struct State {
  ScoreSummary scores;

  void add(Spec& spec, Block& block, Rows rows) {
    spec.labels.each(block, rows,
                     [&](double score, bool is_positive) { scores.add(score, is_positive); });
  }
  void merge(const Spec&, const State& later) { scores.merge(later.scores); }
  Value value(const Spec& spec, double level) const {
    return scores.count() == 0 ? Value{} : spec.read(scores.groups(), level);
  }
  std::uint64_t judged() const { return scores.count(); }
  void save(Encoder& out) const { scores.save(out); }
  void load(const Spec&, Decoder& in) { scores.load(in); }
};

}  // namespace

std::unique_ptr<Aggregate> make_ranking(const dsl::AggregateCall& call,
                                        Value (*read)(const std::vector<Tied>&, double level)) {
  return aggregate_of<State>(Spec{{&call}, read});
}

Tied sum_of(const std::vector<Tied>& groups) {
  Tied sum;
  for (const auto& tied : groups) {
    sum.positives += tied.positives;
    sum.negatives += tied.negatives;
  }
  return sum;
}

}  // namespace tocsin::evaluators
