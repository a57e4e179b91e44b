// `load` in tests of rules: rows of a file, beside those that are sent.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

// Slow events every ten seconds from 00:00 to 00:09:50, as the tests of the shop send them: a page
// at +5m.
std::string slow_events() {
  std::string rows = "id,at,latency\n";
  for (int second = 0; second < 600; second += 10)
    rows += fmt::format("e{},2026-01-05T00:{:02}:{:02}Z,600\n", second, second / 60, second % 60);
  return rows;
}

Run test_shop(const std::string& test, const std::string& events) {
  const TempDir dir;
  dir.write("shop.tocsin", shop_rules() + test);
  dir.write("events.csv", events);
  return run_tocsin(dir, {"test", "shop.tocsin"});
}

}  // namespace

TEST_CASE("rows of a file are judged like rows that are sent", "[scenario][test]") {
  const auto run = test_shop(R"(
test "slow in the file" of shop.slow {
  load "events.csv"
  expect page from slow between +5m and +5m
}
)",
                             slow_events());
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
}

TEST_CASE("rows of a file and rows that are sent are one stream", "[scenario][test]") {
  // As many quick ones as slow ones, and half of them over the limit still are more than 5%.
  const auto run = test_shop(R"(
test "slow among quick ones" of shop.slow {
  load "events.csv"
  send 60 events over 10m { latency = 100ms }
  at +4m expect value of slow = 600ms
  expect page from slow
}
)",
                             slow_events());
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
}

TEST_CASE("a file that a test cannot load is an error of the rules, with its line",
          "[scenario][test]") {
  const auto run = test_shop(R"(
test "slow in the file" of shop.slow {
  load "events.csv"
  expect no alert
}
)",
                             "id,at,latency\ne0,soon,600\n");
  CHECK(run.code == 1);
  CHECK_THAT(run.err, Contains("error[T7105]: fixture `events.csv` line 2: "));
}

TEST_CASE("a file from before the test cannot be meant", "[scenario][test]") {
  const auto run = test_shop(R"(
test "slow in the file" of shop.slow {
  clock 2026-02-01T00:00Z
  load "events.csv"
  expect no alert
}
)",
                             slow_events());
  CHECK(run.code == 2);
  CHECK_THAT(run.out, Contains("could not run") && Contains("before the clock of the test"));
}

}  // namespace tocsin::test
