#include "evaluators/ranking.hpp"

#include "base/check.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/classes.hpp"

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  Value (*read)(const std::vector<Tied>&, double level);
  dsl::RowExprPtr score{};  // made with the first block
  dsl::RowExprPtr actual{};

  void prepare(const Schema& schema) {
    if (score != nullptr) return;
    TOCSIN_CHECK(call->score && call->label, "the checker has found score and label");
    score = field_value(schema, *call->score);
    actual = is_positive(schema, *call->label, call->positive);
  }
};

struct State {
  ScoreSummary scores;

  void add(Spec& spec, Block& block, Rows rows) {
    spec.prepare(block.schema());
    const RowValues& score = block.values(*spec.score);
    const RowValues& actual = block.condition(*spec.actual);
    for_each_set(score.valid, rows, [&](std::uint32_t row) {
      if (actual.valid[row]) scores.add(score.numbers[row], actual.truth[row]);
    });
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
  return aggregate_of<State>(Spec{&call, read});
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
