// Makes an Aggregate out of a plain state and what all states of one call share.
#pragma once

#include "evaluators/aggregate.hpp"
#include "evaluators/selection.hpp"

#include <memory>
#include <utility>

namespace tocsin::evaluators {

// From this many values on a summary may be binned instead of exact.
inline constexpr std::size_t kExactValues = 100'000;

// A state that was read back may claim no more rows than this: sums of counts then never overflow.
inline constexpr std::uint64_t kMostRows = std::uint64_t{1} << 48;

// A count of rows as it was saved; more than there can be makes the whole state invalid.
inline std::uint64_t load_rows(Decoder& in) {
  const std::uint64_t rows = in.u64();
  if (rows > kMostRows) in.fail();
  return in.failed() ? 0 : rows;
}

// Spec: the call, and what was made of its reference. State, empty by default, has
//   void add(Spec&, Block&, Rows)          void merge(const Spec&, const State& later)
//   Value value(const Spec&, double level) const, without level where there is no interval
//   std::uint64_t judged() const
//   void save(Encoder&) const              void load(const Spec&, Decoder&)
// A state whose load failed is replaced by an empty one.
template <typename Spec, typename State>
class AggregateOf final : public Aggregate {
 public:
  explicit AggregateOf(std::shared_ptr<Spec> spec) : spec_(std::move(spec)) {}

  void add(Block& block, Rows rows) override {
    if (!rows.empty()) state_.add(*spec_, block, rows);
  }
  void merge(const Aggregate& later) override {
    state_.merge(*spec_, static_cast<const AggregateOf&>(later).state_);
  }
  Value value(double level) const override {
    if constexpr (requires { state_.value(*spec_, level); })
      return state_.value(*spec_, level);
    else
      return state_.value(*spec_);
  }
  std::uint64_t judged() const override { return state_.judged(); }
  std::unique_ptr<Aggregate> fresh() const override { return std::make_unique<AggregateOf>(spec_); }
  void save(Encoder& out) const override { state_.save(out); }
  void load(Decoder& in) override {
    state_ = State{};
    state_.load(*spec_, in);
    if (in.failed()) state_ = State{};
  }

 private:
  // Of all aggregates of the call; touched on the engine's strand only.
  std::shared_ptr<Spec> spec_;
  State state_;
};

template <typename State, typename Spec>
std::unique_ptr<Aggregate> aggregate_of(Spec spec) {
  return std::make_unique<AggregateOf<Spec, State>>(std::make_shared<Spec>(std::move(spec)));
}

}  // namespace tocsin::evaluators
