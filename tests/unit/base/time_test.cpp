#include "base/time.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace tocsin;

namespace {

Instant at_seconds(std::int64_t seconds, std::int64_t nanos = 0) {
  return Instant{Duration(seconds * 1'000'000'000 + nanos)};
}

}  // namespace

TEST_CASE("parse_time() reads what files hold", "[base][time]") {
  struct Case {
    std::string_view why, text, zone;
    Instant want;
  };
  // 1583020800 is 2020-03-01T00:00Z (`date -u -d 2020-03-01 +%s`).
  const auto c = GENERATE(values<Case>({
      {"a date is its midnight", "2020-03-01", "", at_seconds(1583020800)},
      {"T between", "2020-03-01T01:02:03", "", at_seconds(1583020800 + 3723)},
      {"a blank between", "2020-03-01 01:02:03", "", at_seconds(1583020800 + 3723)},
      {"no seconds", "2020-03-01T01:02Z", "", at_seconds(1583020800 + 3720)},
      {"lower case", "2020-03-01t01:02:00z", "", at_seconds(1583020800 + 3720)},
      {"a fraction", "2020-03-01T00:00:00.25Z", "", at_seconds(1583020800, 250'000'000)},
      {"nanoseconds", "2020-03-01T00:00:00.123456789Z", "", at_seconds(1583020800, 123'456'789)},
      {"east of Greenwich", "2020-03-01T02:00:00+02:00", "", at_seconds(1583020800)},
      {"west of Greenwich", "2020-02-29T18:30:00-05:30", "", at_seconds(1583020800)},
      {"an offset without colon", "2020-03-01T02:00:00+0200", "", at_seconds(1583020800)},
      {"an offset of hours", "2020-03-01T02:00:00+02", "", at_seconds(1583020800)},
      {"a leap day", "2020-02-29", "", at_seconds(1583020800 - 86400)},
      {"a leap second is the next second", "2016-12-31T23:59:60Z", "", at_seconds(1483228800)},
      {"before the epoch", "1969-12-31T23:59:59.5Z", "", at_seconds(-1, 500'000'000)},
      {"the zone applies in winter", "2026-03-02T09:00", "Europe/Berlin", at_seconds(1772438400)},
      {"the zone applies in summer", "2026-07-01T09:00", "Europe/Berlin", at_seconds(1782889200)},
      {"an offset beats the zone", "2020-03-01T00:00Z", "Asia/Tokyo", at_seconds(1583020800)},
      {"the earlier of a time shown twice", "2026-10-25T02:30", "Europe/Berlin",
       at_seconds(1792888200)},
      {"epoch seconds", "1583020800", "", at_seconds(1583020800)},
      {"epoch with a fraction", "1583020800.5", "", at_seconds(1583020800, 500'000'000)},
      {"epoch as some writers print it", "1.5830208E9", "", at_seconds(1583020800)},
      {"epoch milliseconds", "1583020800123", "", at_seconds(1583020800, 123'000'000)},
      {"a year alone is a number of seconds", "2020", "", at_seconds(2020)},
      {"the epoch itself", "0", "", at_seconds(0)},
      {"a negative epoch", "-1.5", "", at_seconds(-1, -500'000'000)},
      {"a zone is not for epochs", "1583020800", "Asia/Tokyo", at_seconds(1583020800)},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto got = parse_time(c.text, c.zone);
    REQUIRE(got.has_value());
    CHECK(format_utc(*got) == format_utc(c.want));
  }
}

TEST_CASE("parse_time() refuses every other text", "[base][time]") {
  const auto text = GENERATE(
      as<std::string>{}, "", " ", "x", "-", ".", "2020-03", "2020-3-1", "2020-02-30", "2021-02-29",
      "2020-13-01", "2020-00-01", "2020-03-01T", "2020-03-01T24:00", "2020-03-01T10:60",
      "2020-03-01T10:00:61", "2020-03-01T10:30:60", "2020-03-01T10", "2020-03-01T10:00:00.",
      "2020-03-01T10:00:00.1234567890", "2020-03-01T10:00:00+25:00", "2020-03-01T10:00:00+2",
      "2020-03-01T10:00:00Zx", "2020-03-01T10:00:00 ", "2020-03-01x", "2020/03/01", "0001-01-01",
      "9999-12-31", "2020-0x-01T00:00:00Z", "2020-03-0xT00:00:00Z", "2020:03-01T00:00:00Z",
      "2020-03-01T00-00:00Z", "2020-03-01T00:00:0xZ", "2020-03-01T0/:00:00Z",
      "2020-03-01T00:00:0:Z", "1677-12-31", "2262-01-01", "99999999999999999999", "9300000000",
      "1e400", "1e-400", "nan", "1583020800.1.1", "1583020800s", "1583020800123456", "0x10",
      std::string(5000, '9'), std::string("2020-03-01\0", 11));
  CAPTURE(text);
  CHECK_FALSE(parse_time(text));
}

TEST_CASE("a wall clock's hole and an unknown zone give no time", "[base][time]") {
  CHECK_FALSE(parse_time("2026-03-29T02:30", "Europe/Berlin"));
  CHECK(parse_time("2026-03-29T01:59:59", "Europe/Berlin") == parse_time("2026-03-29T00:59:59Z"));
  CHECK(parse_time("2026-03-29T03:00", "Europe/Berlin") == parse_time("2026-03-29T01:00Z"));
  CHECK_FALSE(parse_time("2026-03-29T03:00", "Europe/Nowhere"));
  CHECK_FALSE(parse_time("2026-03-29T03:00", "../../etc/passwd"));
  CHECK(is_known_zone("Europe/Berlin"));
  CHECK(is_known_zone("UTC"));
  CHECK_FALSE(is_known_zone(""));
  CHECK_FALSE(is_known_zone("Europe/Nowhere"));
}

TEST_CASE("a zone is read the same whatever was asked before", "[base][time]") {
  // The last stretch without a change of clocks is remembered; the order must not matter.
  const std::string_view times[] = {"2026-03-28T12:00", "2026-03-29T02:30", "2026-03-29T03:30",
                                    "2026-10-25T02:30", "2026-10-25T03:30", "2026-12-31T12:00",
                                    "1700-06-01T00:00", "2200-07-01T00:00"};
  const std::string_view zones[] = {"Europe/Berlin", "America/New_York", "UTC"};
  for (const auto zone : zones) {
    for (const auto first : times) {
      for (const auto second : times) {
        (void)parse_time("2026-01-01", "Asia/Tokyo");  // forgets
        const auto alone = parse_time(second, zone);
        (void)parse_time(first, zone);
        CAPTURE(zone, first, second);
        CHECK(parse_time(second, zone) == alone);
      }
    }
  }
}

TEST_CASE("format_utc() writes the digits that are needed", "[base][time]") {
  CHECK(format_utc(at_seconds(1583020800)) == "2020-03-01T00:00:00Z");
  CHECK(format_utc(at_seconds(1583020800, 250'000'000)) == "2020-03-01T00:00:00.250Z");
  CHECK(format_utc(at_seconds(1583020800, 250'000)) == "2020-03-01T00:00:00.000250Z");
  CHECK(format_utc(at_seconds(1583020800, 25)) == "2020-03-01T00:00:00.000000025Z");
  CHECK(format_utc(at_seconds(-1, 500'000'000)) == "1969-12-31T23:59:59.500Z");
  CHECK(format_utc(kBeginning) == "1677-09-21T00:12:43.145224192Z");
  CHECK(format_utc(kForever) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("what format_utc() writes, parse_time() reads", "[base][time][property]") {
  const auto seed = GENERATE(1u, 2u, 3u);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> seconds(-9'214'000'000, 9'214'000'000);
  std::uniform_int_distribution<std::int64_t> nanos(0, 999'999'999);
  for (int i = 0; i < 2000; ++i) {
    const Instant t = at_seconds(seconds(random), nanos(random));
    CAPTURE(format_utc(t));
    CHECK(parse_time(format_utc(t)) == t);
  }
}

TEST_CASE("floor_to() and ceil_to() round outwards, before the epoch too", "[base][time]") {
  CHECK(floor_to(at_seconds(125), 60s) == at_seconds(120));
  CHECK(floor_to(at_seconds(120), 60s) == at_seconds(120));
  CHECK(floor_to(at_seconds(-1), 60s) == at_seconds(-60));
  CHECK(ceil_to(at_seconds(121), 60s) == at_seconds(180));
  CHECK(ceil_to(at_seconds(120), 60s) == at_seconds(120));
  CHECK(ceil_to(at_seconds(-61), 60s) == at_seconds(-60));
  CHECK(floor_to(kBeginning, 24h) == kBeginning);
  CHECK(ceil_to(kForever, 24h) == kForever);
  CHECK(format_utc(floor_to(kForever, 24h)) == "2262-04-11T00:00:00Z");
}
