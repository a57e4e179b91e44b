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

// hits / of with Wilson's interval of the level; unknown of nothing.
inline Value share_of(std::uint64_t hits, std::uint64_t of, double level) {
  if (of == 0) return {};
  const Interval sure = wilson(hits, of, level);
  const double share = static_cast<double>(hits) / static_cast<double>(of);
  return {.known = true, .value = share, .low = sure.low, .high = sure.high};
}

// Spec has Tally count(Block&, Rows).
template <typename Spec>
struct RatioState {
  Tally tally;

  void add(Spec& spec, Block& block, Rows rows) { take(spec.count(block, rows)); }
  void merge(const Spec&, const RatioState& later) { take(later.tally); }
  Value value(const Spec&, double level) const { return share_of(tally.hits, tally.judged, level); }
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

// share(cond) under one of the names it goes by.
dsl::MeasureDef share_measure(std::string_view name);

}  // namespace tocsin::evaluators
