// One rung of a ladder: decides what a severity does next. Pure: no clock, no I/O.
#pragma once

#include "base/codec.hpp"
#include "base/reading.hpp"
#include "base/time.hpp"
#include "dsl/plan.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::engine {

enum class RungPhase : std::uint8_t { idle, pending, firing, clearing };

struct RungState {
  RungPhase phase = RungPhase::idle;
  Instant since{};  // t0 of pending, t1 of clearing, else when the phase was entered
  std::vector<bool>
      held;  // `for N of M`: whether the trigger held in the last M values, newest last

  bool is_active() const { return phase == RungPhase::firing || phase == RungPhase::clearing; }
  bool operator==(const RungState&) const = default;
};

// The state after a sample with a value at tick `now`, `step` after the one before (the table of
// LANGUAGE 5.4). Where it is uncertain whether a threshold is passed, holds stand still as in a
// gap. A rung `for N of M` fires only at a value that holds, so that it does not fire anew at the
// very values that ended it.
RungState on_value(RungState state, const dsl::RungPlan& rung, const Sample& sample, Instant now,
                   Duration step);

// The state after a gap of length `frozen` since the tick before: holds do not run meanwhile.
RungState on_gap(RungState state, Duration frozen);

// The state where silence is healthy (`no data ok`). A gap is no sample of `for N of M`.
RungState on_rest(RungState state, Instant now);

// A pending rung fires at once when a more severe one of its ladder has ended.
RungState on_higher_ended(RungState state, Instant now);

void save(Encoder& out, const RungState& state);
RungState load_rung(Decoder& in);

}  // namespace tocsin::engine
