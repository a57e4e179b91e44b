// Words with a meaning that does not depend on their place.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace tocsin::dsl {

inline constexpr std::array<std::string_view, 11> kReserved{
    "and", "or", "not", "in", "is", "like", "where", "missing", "present", "true", "false"};

constexpr bool is_reserved(std::string_view word) {
  return std::ranges::find(kReserved, word) != kReserved.end();
}

// What is expected behind `duration in`.
inline constexpr std::string_view kTimeUnit = "a unit of time such as `ms`";
// What is expected behind the name of a monitor in an expectation.
inline constexpr std::string_view kStateClaim = "`is`, `held back` or `from`";

// What people write for a unit of time, and what the language calls it.
struct TimeWord {
  std::string_view word;
  std::string_view unit;
};
inline constexpr std::array<TimeWord, 24> kTimeWords{{
    {"msec", "ms"},         {"msecs", "ms"}, {"millis", "ms"}, {"millisecond", "ms"},
    {"milliseconds", "ms"}, {"sec", "s"},    {"secs", "s"},    {"second", "s"},
    {"seconds", "s"},       {"min", "m"},    {"mins", "m"},    {"minute", "m"},
    {"minutes", "m"},       {"hr", "h"},     {"hrs", "h"},     {"hour", "h"},
    {"hours", "h"},         {"day", "d"},    {"days", "d"},    {"week", "w"},
    {"weeks", "w"},         {"usec", "us"},  {"nsec", "ns"},   {"wk", "w"},
}};

// Empty for a word that names no unit of time.
constexpr std::string_view unit_of(std::string_view word) {
  const auto* found = std::ranges::find(kTimeWords, word, &TimeWord::word);
  return found == kTimeWords.end() ? std::string_view{} : found->unit;
}
constexpr bool is_time_word(std::string_view word) { return !unit_of(word).empty(); }

// Spans of the calendar, which are no durations.
inline constexpr std::array<std::string_view, 8> kCalendarWords{"mo", "mon", "month", "months",
                                                                "y",  "yr",  "year",  "years"};
constexpr bool is_calendar_word(std::string_view word) {
  return std::ranges::find(kCalendarWords, word) != kCalendarWords.end();
}
inline constexpr std::string_view kNoFixedLength =
    "months and years have no fixed length; use days, or `over each month in \"Zone\"`";

}  // namespace tocsin::dsl
