#include <catch2/catch.hpp>

#include "tests/scenarios/replayed.hpp"
#include "tests/support/rules.hpp"

namespace tocsin::test {
namespace {

Instant day(const char* text) { return *parse_time(std::string(text) + "T00:00:00", "America/New_York"); }

// Whether the alert reached the severity in [from, to).
bool reached(const std::vector<dryrun::Episode>& episodes, int severity, Instant from, Instant to) {
  for (const auto& episode : episodes)
    for (const auto& [at, step] : episode.severities)
      if (step >= severity && at >= from && at < to) return true;
  return false;
}

}  // namespace

TEST_CASE("the taxi pack tells what the spring of 2020 did to the tip model", "[scenario][data]") {
  const auto folder = needed_data("nyc_taxi");
  if (!folder) return;
  dryrun::ReplayOptions options;
  options.data["taxi_trips"] = *folder / "yellow_2020-01_to_2020-06.csv.gz";
  options.data["taxi_tips"] = *folder / "derived_predictions_2020-01_to_2020-06.csv.gz";
  const auto replay = replayed(project("rules/taxi_tip").plan, options);

  const auto tips = replay.episodes("tips_wrong");
  const auto passengers = replay.episodes("passengers_unknown");
  SECTION("accuracy pages in April") { CHECK(reached(tips, 2, day("2020-04-01"), day("2020-05-01"))); }
  SECTION("missing passengers are told from April on, and paged while they are worst") {
    CHECK(reached(passengers, 1, day("2020-04-01"), day("2020-05-01")));
    CHECK(reached(passengers, 2, day("2020-04-15"), day("2020-06-01")));
  }
  SECTION("neither is told before the second half of March") {
    REQUIRE(!tips.empty());
    REQUIRE(!passengers.empty());
    CHECK(tips.front().began >= day("2020-03-16"));
    CHECK(passengers.front().began >= day("2020-03-16"));
  }
  SECTION("each opens an incident, under its sentence") {
    std::vector<std::string> titles;
    for (const auto& incident : replay.summary->incidents()) titles.push_back(incident.title);
    CHECK(std::count(titles.begin(), titles.end(), replay.plan->monitors[tips.front().monitor].title) == 1);
    CHECK(std::count(titles.begin(), titles.end(), replay.plan->monitors[passengers.front().monitor].title) == 1);
  }
}

}  // namespace tocsin::test
