#include "base/time_of_day.hpp"

#include <catch2/catch.hpp>

namespace tocsin {
namespace {

constexpr std::string_view kBerlin = "Europe/Berlin";

TEST_CASE("the next time that a clock shows", "[base][time]") {
  struct Case {
    std::string_view why;
    std::string_view from;
    std::string_view time;
    int weekday;
    std::string_view zone;
    std::string_view next;
  };
  const auto c = GENERATE(values<Case>({
      {"later that day", "2026-03-02T05:00Z", "8h", 0, kBerlin, "2026-03-02T07:00:00Z"},
      {"at that very time", "2026-03-02T07:00Z", "8h", 0, kBerlin, "2026-03-02T07:00:00Z"},
      {"or the day after", "2026-03-02T07:00:01Z", "8h", 0, kBerlin, "2026-03-03T07:00:00Z"},
      {"in summer an hour earlier", "2026-07-01T00:00Z", "8h", 0, kBerlin, "2026-07-01T06:00:00Z"},
      {"of a day of the week", "2026-03-03T00:00Z", "8h", 1, kBerlin, "2026-03-09T07:00:00Z"},
      {"a Sunday", "2026-03-03T00:00Z", "8h", 7, "UTC", "2026-03-08T08:00:00Z"},
      {"what the clock jumps over is when it is moved", "2026-03-29T00:00Z", "2h30m", 0, kBerlin,
       "2026-03-29T01:00:00Z"},
      {"what it shows twice counts once", "2026-10-25T00:00Z", "2h30m", 0, kBerlin,
       "2026-10-25T00:30:00Z"},
      {"and not again an hour later", "2026-10-25T00:31Z", "2h30m", 0, kBerlin,
       "2026-10-26T01:30:00Z"},
      {"a date before that of UTC", "2026-03-02T02:00Z", "20h", 0, "America/New_York",
       "2026-03-03T01:00:00Z"},
      {"no zone is UTC", "2026-03-02T02:00Z", "3h", 0, "", "2026-03-02T03:00:00Z"},
  }));
  DYNAMIC_SECTION(c.why) {
    const Instant from = *parse_time(c.from);
    CHECK(format_utc(next_shown(from, *parse_duration(c.time), c.weekday, c.zone)) == c.next);
  }
}

}  // namespace
}  // namespace tocsin
