#include "evaluators/confusion.hpp"

#include "base/check.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/classes.hpp"

#include <utility>

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  ReadConfusion read;
  dsl::RowExprPtr
      predicted{};  // made with the first block: a call does not know the types of fields
  dsl::RowExprPtr actual{};

  void prepare(const Schema& schema) {
    if (predicted != nullptr) return;
    TOCSIN_CHECK(call->prediction && call->label, "the checker has found prediction and label");
    predicted = is_positive(schema, *call->prediction, call->positive);
    actual = is_positive(schema, *call->label, call->positive);
  }
};

struct State {
  Confusion counts;

  void add(Spec& spec, Block& block, Rows rows) {
    spec.prepare(block.schema());
    const RowValues& predicted = block.condition(*spec.predicted);
    const RowValues& actual = block.condition(*spec.actual);
    const std::uint64_t both = count_both(predicted.truth, actual.truth, rows);
    const std::uint64_t predicted_positive = count_both(predicted.truth, actual.valid, rows);
    const std::uint64_t positive = count_both(predicted.valid, actual.truth, rows);
    const std::uint64_t known = count_both(predicted.valid, actual.valid, rows);
    counts.true_positive += both;
    counts.false_positive += predicted_positive - both;
    counts.false_negative += positive - both;
    counts.true_negative += known + both - predicted_positive - positive;
  }
  void merge(const Spec&, const State& later) {
    counts.true_positive += later.counts.true_positive;
    counts.false_positive += later.counts.false_positive;
    counts.false_negative += later.counts.false_negative;
    counts.true_negative += later.counts.true_negative;
  }
  Value value(const Spec& spec, double level) const { return spec.read(counts, level); }
  std::uint64_t judged() const { return counts.total(); }
  void save(Encoder& out) const {
    out.u64(counts.true_positive);
    out.u64(counts.false_positive);
    out.u64(counts.false_negative);
    out.u64(counts.true_negative);
  }
  void load(const Spec&, Decoder& in) {
    counts.true_positive = load_rows(in);
    counts.false_positive = load_rows(in);
    counts.false_negative = load_rows(in);
    counts.true_negative = load_rows(in);
  }
};

}  // namespace

std::unique_ptr<Aggregate> make_confusion(const dsl::AggregateCall& call, ReadConfusion read) {
  return aggregate_of<State>(Spec{&call, std::move(read)});
}

dsl::MeasureDef confusion_measure() {
  return {
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .needs = {.label = true, .prediction = true, .positive = true},
      .low = 0,
      .high = 1,
      .dialect =
          "From whole counts of the labelled events; 0/0 is undefined; 95% interval: Wilson.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) group by prediction = positive, label = positive",
  };
}

}  // namespace tocsin::evaluators
