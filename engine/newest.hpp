// What `freshness(t)` sees of the rows of a block.
#pragma once

#include "base/bits.hpp"
#include "dsl/plan.hpp"
#include "evaluators/aggregate.hpp"
#include "evaluators/block.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tocsin::engine {

// By row of the block: the value of t, and where there is one that can be true.
struct Moments {
  Bits known;
  std::vector<Instant> times;

  Instant newest(std::span<const std::uint32_t> rows) const;  // kBeginning: none
};

bool is_freshness(const dsl::AggregateCall& call);

// `call` is one of `freshness`.
Moments moments_of(evaluators::Block& block, const dsl::AggregateCall& call);

// What `freshness` measures at a tick: since the newest moment, or since the start.
evaluators::Value time_since_newest(Instant newest, Instant tick, Instant start);

}  // namespace tocsin::engine
