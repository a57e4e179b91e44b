// What holds alerts back, in rules with their tests: the suppression, the mute and the silence that
// a test asks for, and what is said of one that did not act.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

// An event a second. `slow` sees the first slow one a minute later, at the tick of +1m, and so does
// `broken` the first failure.
const char* const kRules = R"(tocsin 1

model shop "Shop search" {
  time at
  feature platform: category of ["web", "app"]
  field latency: duration in ms
  field status: category of ["ok", "error"]
}

watch shop {
  quality slow "People wait" {
    measure p95(latency) over 5m
    by platform
    warn when > 200ms
    page when > 400ms
  }

  quality broken "Nothing is found" {
    measure share(status = "error") over 5m
    by platform
    page when > 50%
  }
}

suppress shop.slow while shop.broken same platform

mute nights "Nobody is there" {
  every day 22:00..06:00 in "Europe/Berlin"
  on shop.slow
}

silence shop.slow
    where platform = "web"
    from 2026-03-02T10:00Z
    to 2026-03-02T10:20Z
    because "load test"
    by "ada"

channel oncall: console {}

route warn, page to oncall
)";

Run test_with(const std::string& tests, const std::vector<std::string>& more = {}) {
  TempDir dir;
  dir.write("rules/shop.tocsin", kRules + tests);
  std::vector<std::string> arguments{"test", "rules"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_tocsin(dir, arguments);
}

void passes(const std::string& tests) {
  const auto run = test_with(tests);
  INFO(run.out + run.err);
  CHECK(run.code == 0);
}

}  // namespace

TEST_CASE("a suppression holds back the segments that it names, and lets them go",
          "[scenario][held]") {
  // From +10m on nothing fails. Of the 300 rows up to +12m 179 have failed, of those up to +13m
  // 119: the tick of +14m, with its lateness of 1m, is the first to find at most one half.
  passes(R"(
test "a shop that is broken is not called slow" {
  clock 2026-03-03T10:00Z
  send 600 events over 10m { latency = 300ms; status = "error"; platform = "web" }
  send 1200 events over 20m { latency = 300ms; status = "ok"; platform = "web" }
  expect page from broken by +1m
  expect warn from slow by +1m
  expect slow held back by broken between +1m and +1m
  expect slow held back by shop.broken between +13m and +13m
  expect no alert from broken where platform = "app"
  at +20m expect warn from slow
  expect notified oncall between +1m and +1m
  expect notified oncall between +14m30s and +14m30s
  expect no message to oncall between +2m and +13m
}
)");
}

TEST_CASE("an alert more severe than the mute passes it, and milder ones wait for its end",
          "[scenario][held]") {
  passes(R"(
test "a slow night" of shop.slow {
  clock 2026-03-03T04:50Z
  send 1200 events over 20m { latency = 300ms }
  expect warn from slow by +1m
  expect slow held back by nights between +1m and +9m
  expect no message to oncall by +9m
  expect notified oncall between +10m30s and +10m30s
}

test "a very slow night" of shop.slow {
  clock 2026-03-03T04:00Z
  send 1200 events over 20m { latency = 500ms }
  expect page from slow by +1m
  expect notified oncall between +1m and +1m
}
)");
}

TEST_CASE("a silence of one segment leaves the other to be told", "[scenario][held]") {
  passes(R"(
test "a load test on the web" of shop.slow {
  clock 2026-03-02T10:00Z
  send 1800 events over 30m { latency = 300ms; platform = "web" }
  expect warn from slow where platform = "web" by +1m
  expect slow where platform = "web" held back by silence between +1m and +19m
  expect no message to oncall by +19m
  expect notified oncall between +20m30s and +20m30s
}

test "a load test that slows the app" of shop.slow {
  clock 2026-03-02T10:00Z
  send 1800 events over 30m { latency = 300ms; platform = "app" }
  expect warn from slow where platform = "app" by +1m
  expect notified oncall between +1m30s and +1m30s
}
)");
}

TEST_CASE("what was not held back is said, and what was", "[scenario][held]") {
  const auto run = test_with(R"(
test "nobody holds it back" of shop.slow {
  clock 2026-03-03T10:00Z
  send 600 events over 10m { latency = 300ms }
  expect warn from slow
  expect slow held back
}

test "another one holds it back" of shop.slow {
  clock 2026-03-03T23:00Z
  send 600 events over 10m { latency = 300ms }
  expect warn from slow
  expect slow held back by silence
}

test "a rise that comes out of a mute is expected as any other" of shop.slow {
  clock 2026-03-03T04:55Z
  send 600 events over 10m { latency = 300ms }
  expect no message to oncall by +4m
}
)");
  CHECK(run.code == 1);
  CHECK_THAT(run.out, Contains("never held back") &&
                          Contains("slow [platform=web] held back from +1m: mute nights (Nobody is "
                                   "there) until 2026-03-04T05:00:00Z") &&
                          Contains("no more mute nights"));
}

TEST_CASE("coverage names the suppressions and mutes that no test exercises", "[scenario][held]") {
  const auto run = test_with(R"(
test "a slow night" of shop.slow {
  clock 2026-03-03T23:00Z
  send 600 events over 10m { latency = 300ms }
  expect warn from slow
}
)",
                             {"--format", "json", "--coverage"});
  REQUIRE(run.code == 0);
  const auto coverage = nlohmann::json::parse(run.out).at("coverage");
  CHECK(coverage.at("mutes").at("exercised") == 1);
  CHECK(coverage.at("suppressions").at("exercised") == 0);
  CHECK(coverage.at("suppressions").at("all") == 1);
  bool is_named = false;
  for (const auto& part : coverage.at("not_exercised"))
    is_named |= part.at("name") == "shop.slow while shop.broken";
  CHECK(is_named);
}

}  // namespace tocsin::test
