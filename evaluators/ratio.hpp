// Shares: hits among the rows judged, with Wilson's interval.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/interval.hpp"

namespace tocsin::evaluators {

struct Tally {
  std::uint64_t hits = 0;
  std::uint64_t judged = 0;
};

inline Value share_of(Tally tally, double level) {
  if (tally.judged == 0) return {};
  const Interval sure = wilson(tally.hits, tally.judged, level);
  const double share = static_cast<double>(tally.hits) / static_cast<double>(tally.judged);
  return {.known = true, .value = share, .low = sure.low, .high = sure.high};
}

// Spec has Tally count(Block&, Rows).
template <typename Spec>
struct RatioState {
  Tally tally;

  void add(Spec& spec, Block& block, Rows rows) { take(spec.count(block, rows)); }
  void merge(const Spec&, const RatioState& later) { take(later.tally); }
  Value value(const Spec&, double level) const { return share_of(tally, level); }
  std::uint64_t judged() const { return tally.judged; }
  void save(Encoder& out) const {
    out.u64(tally.hits);
    out.u64(tally.judged);
  }
  void load(const Spec&, Decoder& in) {
    tally = {.hits = load_rows(in), .judged = load_rows(in)};
    if (tally.hits > tally.judged) in.fail();
  }

 private:
  void take(Tally more) {
    tally.hits += more.hits;
    tally.judged += more.judged;
  }
};

template <typename Spec>
std::unique_ptr<Aggregate> ratio_of(Spec spec) {
  return aggregate_of<RatioState<Spec>>(std::move(spec));
}

// share(cond), shared by all names it goes under.
std::unique_ptr<Aggregate> make_share(const dsl::AggregateCall& call,
                                      const ReferenceView* reference);

}  // namespace tocsin::evaluators
