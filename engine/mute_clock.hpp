// When a mute acts: what the clock on the wall of its zone shows. Pure.
#pragma once

#include "base/time.hpp"
#include "dsl/plan.hpp"

namespace tocsin::engine {

// A time over midnight belongs to the day on which it starts. An hour that the clock shows twice is
// covered twice, one that it skips not at all.
bool covers(const dsl::MutePlan& mute, Instant t);

// The first instant after `t` at which covers() turns over; kForever where it never does.
Instant next_change(const dsl::MutePlan& mute, Instant t);

}  // namespace tocsin::engine
