// Hours, days, weeks and months as the wall clock of a zone shows them.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string_view>

namespace tocsin {

enum class CalendarUnit : std::uint8_t { hour, day, week, month };  // a week begins on Monday

// The latest beginning of a unit at or before `t`. An empty zone is UTC; `zone` is known. A day
// whose midnight the clock skipped begins when the clock was moved; of an hour that it showed twice
// both are hours of their own.
Instant calendar_begin(Instant t, CalendarUnit unit, std::string_view zone);

// The first beginning of a unit after `t`.
Instant calendar_end(Instant t, CalendarUnit unit, std::string_view zone);

// Every beginning of a unit since 1970 is a multiple of this since the epoch.
Duration calendar_grain(CalendarUnit unit, std::string_view zone);

}  // namespace tocsin
