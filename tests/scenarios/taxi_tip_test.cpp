#include "tests/scenarios/replayed.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::test {
namespace {

Instant day(const char* text) {
  return *parse_time(std::string(text) + "T00:00:00", "America/New_York");
}

Replayed taxis(const std::filesystem::path& folder) {
  dryrun::ReplayOptions options;
  options.data["taxi_trips"] = folder / "yellow_2020-01_to_2020-06.csv.gz";
  options.data["taxi_tips"] = folder / "derived_predictions_2020-01_to_2020-06.csv.gz";
  return replayed(project("rules/taxi_tip").plan, options);
}

// Whether the alert reached the severity in [from, to).
bool reached(const std::vector<dryrun::Episode>& episodes, int severity, Instant from, Instant to) {
  for (const auto& episode : episodes)
    for (const auto& [at, step] : episode.severities)
      if (step >= severity && at >= from && at < to) return true;
  return false;
}

// The worst severity among the readings of [from, to).
int worst(const std::vector<Reading>& readings, Instant from, Instant to) {
  int severity = -1;
  for (const auto& reading : readings)
    if (reading.slot >= from && reading.slot < to) severity = std::max(severity, reading.severity);
  return severity;
}

}  // namespace

TEST_CASE("the taxi pack tells what the spring of 2020 did to the tip model", "[scenario][data]") {
  const auto folder = needed_data("nyc_taxi");
  if (!folder) return;
  const auto replay = taxis(*folder);
  const int warn = 1, page = replay.plan->severities.highest();
  const auto tips = replay.episodes("tips_wrong");
  const auto passengers = replay.episodes("passengers_unknown");
  REQUIRE(!tips.empty());
  REQUIRE(!passengers.empty());

  SECTION("accuracy pages in April") {
    CHECK(reached(tips, page, day("2020-04-01"), day("2020-05-01")));
  }
  SECTION("missing passengers are told from April to June, and paged while they are worst") {
    CHECK(reached(passengers, warn, day("2020-04-01"), day("2020-05-01")));
    const auto readings = replay.of("passengers_unknown");
    CHECK(worst(readings, day("2020-04-01"), day("2020-05-01")) >= warn);
    CHECK(worst(readings, day("2020-05-01"), day("2020-06-01")) == page);
    CHECK(worst(readings, day("2020-06-01"), day("2020-07-01")) >= warn);
  }
  SECTION("nothing at all is told before the second half of March") {
    for (const auto& episode : replay.summary->episodes()) {
      CAPTURE(episode.alert.monitor);
      CHECK(episode.began >= day("2020-03-16"));
    }
  }
  SECTION("each opens an incident, under its sentence") {
    std::vector<std::string> titles;
    for (const auto& incident : replay.summary->incidents()) titles.push_back(incident.title);
    CHECK(std::ranges::count(titles, replay.monitor("tips_wrong").title) == 1);
    CHECK(std::ranges::count(titles, replay.monitor("passengers_unknown").title) == 1);
  }
}

// January to June: shares of empty cells that the publisher's description names.
TEST_CASE("the taxis' missing passengers are those of the description", "[scenario][data]") {
  const auto folder = needed_data("nyc_taxi");
  if (!folder) return;
  const auto replay = taxis(*folder);
  struct Month {
    const char *from, *to;
    double share;
  };
  const auto month = GENERATE(values<Month>({{"2020-01-01", "2020-02-01", 0.010},
                                             {"2020-02-01", "2020-03-01", 0.009},
                                             {"2020-03-01", "2020-04-01", 0.013},
                                             {"2020-04-01", "2020-05-01", 0.080},
                                             {"2020-05-01", "2020-06-01", 0.168},
                                             {"2020-06-01", "2020-07-01", 0.091}}));
  CAPTURE(month.from);
  // Weeks that follow each other within the month: their rides weigh the shares.
  double missing = 0, rides = 0;
  Instant next = day(month.from) + std::chrono::hours(24 * 7);
  for (const auto& reading : replay.of("passengers_unknown")) {
    if (reading.slot < next || reading.slot > day(month.to)) continue;
    if (reading.sample.kind != SampleKind::value) continue;
    next = reading.slot + std::chrono::hours(24 * 7);
    missing += reading.sample.value * static_cast<double>(reading.sample.n);
    rides += static_cast<double>(reading.sample.n);
  }
  REQUIRE(rides > 8000);
  CHECK(missing / rides == Approx(month.share).margin(0.015).epsilon(0));
}

}  // namespace tocsin::test
