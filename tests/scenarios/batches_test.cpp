// `over each batch` from files: in replay each file is one, in tests each `load` and each `send`.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

constexpr const char* kRules = R"(tocsin 1
model loans "Loans" {
  owner "team"
  time at
  key id
  source csv("in/*.csv")
  field income: number, optional
  field rent: number
}
watch loans {
  contract nightly "The nightly file" {
    over each batch
    warn when < 90%
    expect earns: income is present
    expect many: count >= 3 { warn when < 100%; page when < 100% for 2 of 2 }
  }
}
channel team: console {}
route info, warn, page to team repeat 1h
)";

constexpr const char* kMonday =
    "id,at,income,rent\n1,2026-03-02T01:00:00Z,10,1\n2,2026-03-02T00:30:00Z,,1\n"
    "3,2026-03-02T01:10:20Z,12,1\n";
constexpr const char* kTuesday =
    "id,at,income,rent\n4,2026-03-03T01:00:00Z,10,1\n5,2026-03-03T01:05:00Z,11,1\n";
constexpr const char* kWednesday = "id,at,income,rent\n6,2026-03-04T01:00:00Z,10,1\n";

}  // namespace

// Two of three have an income on Monday; then come two files of fewer than three rows.
TEST_CASE("in replay each file is a batch", "[scenario][batches]") {
  const TempDir dir;
  dir.write("loans.tocsin", kRules);
  dir.write("in/1.csv", kMonday);
  dir.write("in/2.csv", kTuesday);
  dir.write("in/3.csv", kWednesday);
  dir.write("in/4.csv", "id,at,income,rent\n");
  const auto run = run_tocsin(dir, {"replay", "loans.tocsin", "--readings", "readings.csv"});
  CAPTURE(run.out, run.err);
  REQUIRE(run.code == 0);
  const auto readings = content_of(dir.path() / "readings.csv");
  CAPTURE(readings);
  CHECK_THAT(readings, Contains("2026-03-02T01:11:00Z") && Contains("2026-03-03T01:05:00Z") &&
                           Contains("2026-03-04T01:00:00Z"));
  CHECK(std::ranges::count(readings, '\n') == 7);  // a head, three files, two checks
}

TEST_CASE("in tests each load is a batch, and so is each send", "[scenario][batches]") {
  const TempDir dir;
  dir.write("monday.csv", kMonday);
  dir.write("tuesday.csv", kTuesday);
  dir.write("wednesday.csv", kWednesday);
  dir.write("loans.tocsin", std::string(kRules) + R"(
test "three files" of loans.nightly {
  clock 2026-03-02T00:00Z
  load "monday.csv"
  load "tuesday.csv"
  load "wednesday.csv"
  expect warn from nightly.earns between 2026-03-02T01:11Z and 2026-03-02T01:11Z
  expect warn from nightly.many between 2026-03-03T01:05Z and 2026-03-03T01:05Z
  expect page from nightly.many between 2026-03-04T01:00Z and 2026-03-04T01:00Z
}
test "a send" of loans.nightly {
  clock 2026-03-02T00:00Z
  send 4 events over 4m { income = 5 }
  send 2 events over 2m { income = 5 }
  at +3m expect value of nightly.many = 100%
  at +5m expect value of nightly.many = 0%
  expect warn from nightly.many
}
)");
  const auto run = run_tocsin(dir, {"test", "loans.tocsin"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
}

}  // namespace tocsin::test
