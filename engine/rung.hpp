// One rung of a ladder: decides what a severity does next. Pure: no clock, no I/O.
#pragma once

#include <cstdint>

#include "base/codec.hpp"
#include "base/time.hpp"
#include "dsl/plan.hpp"

namespace tocsin::engine {

enum class RungPhase : std::uint8_t { idle, pending, firing, clearing };

struct RungState {
  RungPhase phase = RungPhase::idle;
  Instant since{};            // t0 of pending, t1 of clearing, else when the phase was entered
  std::uint64_t samples = 0;  // `for N of M`: the last 64 values, newest in bit 0, 1 where it held
  std::uint32_t seen = 0;     // how many of them there are, at most 64

  bool is_active() const { return phase == RungPhase::firing || phase == RungPhase::clearing; }
  bool operator==(const RungState&) const = default;
};

// The state after a value at tick `now` (the table of LANGUAGE 5.4).
RungState on_value(RungState state, const dsl::RungPlan& rung, double value, Instant now);

// The state after a gap of length `frozen` since the tick before: holds do not run meanwhile.
RungState on_gap(RungState state, Duration frozen);

// A pending rung fires at once when a more severe one of its ladder has ended.
RungState on_higher_ended(RungState state, Instant now);

void save(Encoder& out, const RungState& state);
RungState load_rung(Decoder& in);

}  // namespace tocsin::engine
