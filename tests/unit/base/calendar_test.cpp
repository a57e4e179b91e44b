#include "base/calendar.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace tocsin {
namespace {

constexpr const char* kBerlin = "Europe/Berlin";

std::string begin(const char* at, CalendarUnit unit, const char* zone) {
  return format_utc(calendar_begin(*parse_time(at), unit, zone));
}

std::string end(const char* at, CalendarUnit unit, const char* zone) {
  return format_utc(calendar_end(*parse_time(at), unit, zone));
}

TEST_CASE("days, weeks and months are those of the zone", "[base][calendar]") {
  struct Case {
    const char* why;
    const char* at;
    CalendarUnit unit;
    const char* zone;
    const char* begin;
    const char* end;
  };
  using enum CalendarUnit;
  const auto c = GENERATE(values<Case>({
      {"a day of UTC", "2026-03-02T10:00Z", day, "", "2026-03-02T00:00:00Z",
       "2026-03-03T00:00:00Z"},
      {"its first instant", "2026-03-02T00:00Z", day, "", "2026-03-02T00:00:00Z",
       "2026-03-03T00:00:00Z"},
      {"a day of Berlin", "2026-03-02T23:30Z", day, kBerlin, "2026-03-02T23:00:00Z",
       "2026-03-03T23:00:00Z"},
      {"of 23 hours", "2026-03-29T10:00Z", day, kBerlin, "2026-03-28T23:00:00Z",
       "2026-03-29T22:00:00Z"},
      {"of 25 hours", "2026-10-25T10:00Z", day, kBerlin, "2026-10-24T22:00:00Z",
       "2026-10-25T23:00:00Z"},
      {"a week begins on Monday", "2026-03-08T12:00Z", week, "", "2026-03-02T00:00:00Z",
       "2026-03-09T00:00:00Z"},
      {"a week with a moved clock", "2026-03-26T12:00Z", week, kBerlin, "2026-03-22T23:00:00Z",
       "2026-03-29T22:00:00Z"},
      {"a month over the end of the year", "2026-12-31T23:30Z", month, kBerlin,
       "2026-12-31T23:00:00Z", "2027-01-31T23:00:00Z"},
      {"a February of 29 days", "2028-02-10T00:00Z", month, "", "2028-02-01T00:00:00Z",
       "2028-03-01T00:00:00Z"},
      {"before the epoch", "1969-12-31T12:00Z", day, "", "1969-12-31T00:00:00Z",
       "1970-01-01T00:00:00Z"},
      // Midnight of 6 September 2026 does not exist in Santiago: the clock jumps from 24:00 to
      // 01:00.
      {"a midnight that is skipped", "2026-09-06T12:00Z", day, "America/Santiago",
       "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"},
      // Samoa had no 30 December 2011.
      {"before a date that is skipped", "2011-12-30T09:00Z", day, "Pacific/Apia",
       "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"},
      {"behind it", "2011-12-30T10:00Z", day, "Pacific/Apia", "2011-12-30T10:00:00Z",
       "2011-12-31T10:00:00Z"},
  }));
  DYNAMIC_SECTION(c.why) {
    CHECK(begin(c.at, c.unit, c.zone) == c.begin);
    CHECK(end(c.at, c.unit, c.zone) == c.end);
  }
}

TEST_CASE("an hour that the clock shows twice is two hours", "[base][calendar]") {
  CHECK(begin("2026-10-25T00:30Z", CalendarUnit::hour, kBerlin) == "2026-10-25T00:00:00Z");
  CHECK(end("2026-10-25T00:30Z", CalendarUnit::hour, kBerlin) == "2026-10-25T01:00:00Z");
  CHECK(end("2026-10-25T01:00Z", CalendarUnit::hour, kBerlin) == "2026-10-25T02:00:00Z");
}

TEST_CASE("hours of a zone that is half an hour apart", "[base][calendar]") {
  CHECK(begin("2026-06-01T10:10Z", CalendarUnit::hour, "Asia/Kolkata") == "2026-06-01T09:30:00Z");
  CHECK(calendar_grain(CalendarUnit::day, "Asia/Kolkata") == 30min);
  CHECK(calendar_grain(CalendarUnit::month, "") == kDay);
  CHECK(calendar_grain(CalendarUnit::hour, "UTC") == 1h);
  CHECK(calendar_grain(CalendarUnit::day, kBerlin) == 1h);
}

// Intervals follow each other without a gap, and lie on the grid.
TEST_CASE("every interval ends where the next begins", "[base][calendar]") {
  const auto* zone = GENERATE("Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns",
                              "Pacific/Apia", "Africa/Monrovia");
  const auto unit = GENERATE(CalendarUnit::hour, CalendarUnit::day, CalendarUnit::month);
  const Duration grain = calendar_grain(unit, zone);
  Instant at = calendar_begin(*parse_time("2011-09-01T00:00Z"), unit, zone);
  for (int i = 0; i < 3000; ++i) {
    const Instant next = calendar_end(at, unit, zone);
    REQUIRE(next > at);
    REQUIRE(next.time_since_epoch() % grain == Duration(0));
    REQUIRE(calendar_begin(next, unit, zone) == next);
    REQUIRE(calendar_begin(next - Duration(1), unit, zone) == at);
    at = next;
  }
}

}  // namespace
}  // namespace tocsin
