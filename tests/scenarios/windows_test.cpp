// Windows of the calendar and of the latest events, from rule file to reading.
#include "dryrun/rule_test.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dryrun {
namespace {

constexpr const char* kModel = R"(
model calls "Calls" {
  owner "team"
  time at
  key id
  field id: int
  field x: number
  feature region: category of ["north", "south"]
  prediction yes: bool
  label right: bool, within 1h
}
channel team: console {}
route info, warn, page to team repeat 1h
)";

std::string failures_of(const std::string& rules) {
  const auto plan = test::sound(kModel + rules);
  std::string text;
  for (const auto& test : plan->tests) {
    const auto result = run_test(*plan, test);
    if (!result) return result.error().message;
    for (const auto& failure : result->failures)
      text += failure.expected + " but " + failure.happened + "\n";
  }
  return text;
}

// One event a minute. 28 March 2026 has 24 hours in Berlin, 29 March 23, 30 March 24 again. Days
// end at 23:00 UTC, from the 29th on at 22:00 UTC; they are judged a minute (L) later.
TEST_CASE("a day is as long as the clock of its zone makes it", "[scenario][windows]") {
  CHECK(failures_of(R"(
watch calls {
  service much "Many calls" {
    measure count over each day in "Europe/Berlin"
    warn when > 1400 until < 1400
  }
}
test "days" of calls.much {
  clock 2026-03-28T00:00 in "Europe/Berlin"
  send 4320 events over 72h { x = 1 }
  at 2026-03-28T23:01Z expect value of much = 1440
  at 2026-03-29T22:01Z expect value of much = 1380
  at 2026-03-30T22:01Z expect value of much = 1440
  at 2026-03-28T23:01Z expect warn from much
  at 2026-03-29T22:01Z expect much is ok
}
)") == "");
}

// 3600 events of January's last hour and one of February: months and rates over their own length.
TEST_CASE("a month, a week and an hour are judged at their end", "[scenario][windows]") {
  CHECK(failures_of(R"(
watch calls {
  service months "a" { measure count over each month; warn when > 99999 }
  service weeks "b" { measure count over each week; warn when > 99999 }
  service hours "c" { measure rate over each hour in "Asia/Kolkata"; warn when > 99/s }
}
test "ends" {
  clock 2026-01-31T23:00Z
  send 3600 events over 1h { x = 1 }
  quiet 2d
  at 2026-02-01T00:01Z expect value of calls.months = 3600
  at 2026-02-02T00:01Z expect value of calls.weeks = 3600
  at 2026-01-31T23:31Z expect value of calls.hours = 0.5/s within 0.001/s
}
)") == "");
}

// x runs from 1 to 100, one a minute; the tick of +61m judges up to +60m: 60 events are there, of
// which the latest 10 are 52 to 61 (event i at minute i carries i + 1): mean 56.5.
TEST_CASE("the latest N events, of every segment its own", "[scenario][windows]") {
  CHECK(failures_of(R"(
watch calls {
  quality latest "a" {
    measure mean(x) over 10 events every 1m
    warn when > 90
  }
  quality apart "b" {
    measure count(x > 0) over 10 events every 1m
    by region and overall
    info when > 99
  }
}
test "latest" {
  clock 2026-01-05T00:00Z
  send 100 events over 100m { x = ramp(1, 100); region = cycle("north", "north", "north", "south") }
  at +8m expect calls.latest is too few
  at +61m expect value of calls.latest = 56.5 within 0.6
  at +20m expect calls.apart where region = "south" is too few
  at +20m expect value of calls.apart where region = "north" = 10
  expect warn from calls.latest by +101m
}
)") == "");
}

// 20 right answers, then 20 wrong ones, a minute apart; labels come 10 minutes after. Matured (L +
// H = 61m behind) the latest 10 of +96m are those of minutes 26 to 35: all wrong; at +80m those of
// minutes 10 to 19: all right. On arrival the latest 10 labels of +39m are of minutes 20 to 29.
TEST_CASE("the latest N events and their labels", "[scenario][windows]") {
  CHECK(failures_of(R"(
watch calls {
  performance late "a" { measure accuracy over 10 events every 1m; warn when < 1% }
  performance soon "b" { measure accuracy over 10 events every 1m on arrival; warn when < 1% }
}
test "labels" {
  clock 2026-01-05T00:00Z
  send 20 events over 20m { yes = true; right = true after 10m }
  send 20 events over 20m { yes = true; right = false after 10m }
  quiet 2h
  at +80m expect value of calls.late = 100%
  at +96m expect value of calls.late = 0%
  at +34m expect value of calls.soon = 50%
  at +39m expect value of calls.soon = 0%
  expect warn from calls.late
  expect warn from calls.soon
}
)") == "");
}

}  // namespace
}  // namespace tocsin::dryrun
