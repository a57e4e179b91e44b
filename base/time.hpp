// Instants and durations, and their texts. Everything is UTC and in nanoseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

using namespace std::chrono_literals;

using Duration = std::chrono::nanoseconds;
using Instant = std::chrono::sys_time<Duration>;

inline constexpr Duration kDay = std::chrono::hours(24);
inline constexpr Instant kBeginning{Duration(std::numeric_limits<std::int64_t>::min())};
inline constexpr Instant kForever{Duration(std::numeric_limits<std::int64_t>::max())};

// The largest multiple of `step` since the epoch that is <= t, and the smallest that is >= t.
// `step` > 0. Correct before 1970 too.
Instant floor_to(Instant t, Duration step);
Instant ceil_to(Instant t, Duration step);

// ISO 8601 with 'T' or a blank between, fraction up to nanoseconds, 'Z' or an offset or none (then
// `zone_offset_lookup` of `zone` applies; an empty zone is UTC); epoch seconds with or without a
// fraction, milliseconds from 13 digits on. Nothing for any other text, for an unknown zone or a
// time that does not exist there; of an ambiguous time the earlier is meant.
std::optional<Instant> parse_time(std::string_view text, std::string_view zone = {});

bool is_known_zone(std::string_view zone);

// 2026-03-02T09:00:00Z, with as many digits of a fraction as needed (0, 3, 6 or 9).
std::string format_utc(Instant t);

// `10m`, `1h30m`, `250ms`, `7d`, `0s`: units of the language, largest first, exact.
std::string format_duration(Duration d);

// A text of the language such as `1h30m` or `250ms`; nothing when it is none or overflows.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace tocsin
