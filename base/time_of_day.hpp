// When the wall clock of a zone shows a time of day.
#pragma once

#include "base/time.hpp"

#include <string_view>

namespace tocsin {

// The first instant at or after `from` at which the clock of `zone` shows `time_of_day`, on
// `weekday` (1 Monday to 7; 0: any day). An empty zone is UTC; `zone` is known. A time that the
// clock skipped is when it was moved; of one that it showed twice the first counts.
Instant next_shown(Instant from, Duration time_of_day, int weekday, std::string_view zone);

}  // namespace tocsin
