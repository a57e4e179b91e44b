#include "evaluators/aggregate_of.hpp"
#include "evaluators/classes.hpp"
#include "evaluators/estimates.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tocsin::evaluators {
namespace {

// Both parts are given the same rows: those in which all is known that either of them looks at.
class Gap final : public Aggregate {
 public:
  Gap(const dsl::AggregateCall& call, std::unique_ptr<Aggregate> realised,
      std::unique_ptr<Aggregate> estimated)
      : call_(call), realised_(std::move(realised)), estimated_(std::move(estimated)) {}

  void add(Block& block, Rows rows) override {
    const auto both = known_rows(block, rows);
    if (both.empty()) return;
    realised_->add(block, both);
    estimated_->add(block, both);
  }
  void merge(const Aggregate& later) override {
    const auto& other = static_cast<const Gap&>(later);
    realised_->merge(*other.realised_);
    estimated_->merge(*other.estimated_);
  }
  Value value(double level) const override {
    const Value real = realised_->value(level), guess = estimated_->value(level);
    if (!real.known || !guess.known) return {};
    return {.known = true, .value = real.value - guess.value};
  }
  std::uint64_t judged() const override { return realised_->judged(); }
  std::unique_ptr<Aggregate> fresh() const override {
    return std::make_unique<Gap>(call_, realised_->fresh(), estimated_->fresh());
  }
  void save(Encoder& out) const override {
    realised_->save(out);
    estimated_->save(out);
  }
  void load(Decoder& in) override {
    realised_->load(in);
    estimated_->load(in);
    if (!in.failed()) return;
    realised_ = realised_->fresh();
    estimated_ = estimated_->fresh();
  }

 private:
  std::vector<std::uint32_t> known_rows(Block& block, Rows rows) const {
    std::vector<const RowValues*> looked_at;
    const auto look_at = [&](std::size_t field) {
      looked_at.push_back(&block.operand(*field_value(block.schema(), field)));
    };
    for (const auto& field : {call_.prediction, call_.label})
      if (field) look_at(*field);
    for (const auto& score : call_.scores) look_at(score.field);
    std::vector<std::uint32_t> known;
    for (const std::uint32_t row : rows)
      if (std::ranges::all_of(looked_at, [&](const auto* values) { return values->valid[row]; }))
        known.push_back(row);
    return known;
  }

  const dsl::AggregateCall& call_;
  std::unique_ptr<Aggregate> realised_, estimated_;
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  const auto& measure = estimated_measure(call);
  return std::make_unique<Gap>(call, measure.def->make(measure, nullptr),
                               make_estimate(call, reference));
}

}  // namespace

const dsl::MeasureDef& estimation_gap() {
  static const dsl::MeasureDef def = [] {
    auto gap = estimate_definition();
    gap.name = "estimation_gap";
    gap.summary = "Realised minus estimated, over the rows with both.";
    gap.result = dsl::ResultKind::measure_apart;
    gap.needs.label = true;
    gap.formula = "M of the labelled events - estimated(M) of the same events";
    gap.phrase =
        "the difference between the realised and the estimated value of {M}[ in buckets of "
        "{buckets}]";
    gap.make = make;
    return gap;
  }();
  return def;
}

}  // namespace tocsin::evaluators
