#include "engine/newest.hpp"

#include "engine/rows.hpp"
#include "evaluators/selection.hpp"

#include <algorithm>

namespace tocsin::engine {

Instant Moments::newest(std::span<const std::uint32_t> rows) const {
  Instant newest = kBeginning;
  evaluators::for_each_set(known, rows,
                           [&](std::uint32_t row) { newest = std::max(newest, times[row]); });
  return newest;
}

bool is_freshness(const dsl::AggregateCall& call) { return call.def->name == "freshness"; }

Moments moments_of(evaluators::Block& block, const dsl::AggregateCall& call) {
  const auto& values = block.values(*call.args[0]);
  Moments moments{values.valid, std::vector<Instant>(block.rows(), kBeginning)};
  const auto& arrivals = block.batch().arrival;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    if (!values.valid[row]) continue;
    moments.times[row] = Instant{Duration(values.times[row])};
    if (moments.times[row] > arrivals[block.begin() + row] + kFuture) moments.known.reset(row);
  }
  return moments;
}

// Two times of a file may lie further apart than a duration can say.
evaluators::Value time_since_newest(Instant newest, Instant tick, Instant start) {
  const Instant since = std::min(newest == kBeginning ? start : newest, tick);
  const auto exact = [](Instant t) {
    return static_cast<long double>(t.time_since_epoch().count());
  };
  return {.known = true, .value = static_cast<double>(exact(tick) - exact(since))};
}

}  // namespace tocsin::engine
