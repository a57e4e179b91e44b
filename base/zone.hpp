// Time zones of the system's database: what a clock on a wall meant.
#pragma once

#include "base/time.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace tocsin {

// Seconds that a wall clock shows, counted as if it showed UTC.
using WallClock = std::chrono::seconds;

// What to take from a wall clock of `zone` to come to UTC. Nothing for an unknown zone and for a
// time that the clock skipped; of a time that it showed twice the earlier is meant.
std::optional<std::chrono::seconds> utc_offset(WallClock shown, std::string_view zone);

// What the wall clock of a known zone shows at `t`, and when it is moved next; kForever: never.
struct ShownTime {
  WallClock shown{};
  Instant moved = kForever;
};
ShownTime shown_at(Instant t, std::string_view zone);

}  // namespace tocsin
