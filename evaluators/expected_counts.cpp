// Confusion counts that are expected by calibrated scores: each row counts with its chances. After
// J. Białek et al., "Estimating Model Performance Under Covariate Shift Without Labels" (2024),
// where it is called confidence-based performance estimation.
#include "base/check.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/chances.hpp"
#include "evaluators/classes.hpp"
#include "evaluators/estimates.hpp"
#include "evaluators/exact_sum.hpp"
#include "evaluators/numeric.hpp"

#include <string_view>

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  Chances chances;
  std::string_view measure;
  std::size_t positive;                      // its number among the classes
  std::vector<dsl::RowExprPtr> predicted{};  // one a class, made with the first block

  void prepare(const Schema& schema) {
    if (!predicted.empty()) return;
    TOCSIN_CHECK(call->prediction, "the checker has found the prediction");
    for (std::size_t i = 0; i < chances.classes(); ++i)
      predicted.push_back(is_positive(schema, *call->prediction, chances.name(i)));
  }
};

// What is expected of `rows` events.
struct Expected {
  double rows = 0, predicted = 0;  // predicted: with the positive value
  double true_positive = 0, false_negative = 0, right = 0;
};

// Unknown where it is 0/0.
Value ratio(double part, double of) { return of > 0 ? finite_value(part / of) : Value{}; }

Value read(std::string_view measure, const Expected& e) {
  const double false_positive = e.predicted - e.true_positive;
  const double true_negative = e.rows - e.predicted - e.false_negative;
  if (measure == "accuracy") return ratio(e.right, e.rows);
  if (measure == "precision") return ratio(e.true_positive, e.predicted);
  if (measure == "recall") return ratio(e.true_positive, e.true_positive + e.false_negative);
  if (measure == "specificity") return ratio(true_negative, true_negative + false_positive);
  return ratio(e.true_positive, e.true_positive + (false_positive + e.false_negative) / 2);
}

struct State {
  std::uint64_t rows = 0, predicted = 0;
  ExactSum true_positive{}, false_negative{}, right{};

  void add(Spec& spec, Block& block, Rows some) {
    if (spec.chances.is_empty()) return;
    spec.prepare(block.schema());
    std::vector<const RowValues*> predictions;
    for (const auto& is : spec.predicted) predictions.push_back(&block.condition(*is));
    spec.chances.for_each(block, some, [&](std::uint32_t row, auto, auto chances) {
      if (predictions.front()->valid[row]) add(spec, predictions, row, chances);
    });
  }
  void merge(const Spec&, const State& later) {
    rows += later.rows;
    predicted += later.predicted;
    true_positive.merge(later.true_positive);
    false_negative.merge(later.false_negative);
    right.merge(later.right);
  }
  Value value(const Spec& spec) const {
    return read(spec.measure, {.rows = static_cast<double>(rows),
                               .predicted = static_cast<double>(predicted),
                               .true_positive = true_positive.rounded(),
                               .false_negative = false_negative.rounded(),
                               .right = right.rounded()});
  }
  std::uint64_t judged() const { return rows; }
  void save(Encoder& out) const {
    out.u64(rows);
    out.u64(predicted);
    for (const auto* sum : {&true_positive, &false_negative, &right}) sum->save(out);
  }
  void load(const Spec&, Decoder& in) {
    rows = load_rows(in);
    predicted = load_rows(in);
    for (auto* sum : {&true_positive, &false_negative, &right}) sum->load(in);
    if (predicted > rows) in.fail();
  }

 private:
  void add(const Spec& spec, const std::vector<const RowValues*>& predictions, std::uint32_t row,
           std::span<const double> chances) {
    ++rows;
    for (std::size_t i = 0; i < chances.size(); ++i)
      if (predictions[i]->truth[row]) right.add(chances[i]);
    if (spec.positive >= chances.size()) return;
    const double chance = chances[spec.positive];
    const bool is_predicted = predictions[spec.positive]->truth[row];
    predicted += is_predicted ? 1 : 0;
    (is_predicted ? true_positive : false_negative).add(chance);
    if (chances.size() == 1 && !is_predicted) right.add(1 - chance);
  }
};

}  // namespace

std::unique_ptr<Aggregate> make_expected_counts(const dsl::AggregateCall& call,
                                                const ReferenceView& reference) {
  const auto& measure = estimated_measure(call);
  Chances chances(call, *measure.label, reference);
  const auto positive = call.scores.size() == 1 ? 0 : chances.find(measure.positive);
  return aggregate_of<State>(Spec{&call, std::move(chances), measure.def->name, positive});
}

}  // namespace tocsin::evaluators
