// What does not change costs next to nothing: no step, no message, no walk over all groups.
#include "engine/watch.hpp"
#include "tests/unit/engine/told.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <ctime>

namespace tocsin::engine {
namespace {

using test::kPage;
using test::Told;

double seconds_since(std::clock_t began) {
  return static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
}

// Every segment has this value at one tick.
MonitorSamples samples_of(std::size_t segments, double value, Instant now) {
  MonitorSamples samples;
  for (std::size_t i = 0; i < segments; ++i) {
    MemberSample member;
    member.labels = {{"platform", fmt::format("p{}", i)}};
    member.segment = to_text(member.labels);
    member.sample.kind = SampleKind::value;
    member.sample.value = value;
    member.sample.n = 100;
    member.sample.last_event = now;
    samples.members.push_back(std::move(member));
  }
  return samples;
}

// Microseconds of processor time for an alert that goes on as it was.
double cost_of_unchanged(std::size_t alerts, int ticks) {
  const auto plan = test::monitoring("measure count over 10m; by platform; warn when > 5 for 1m");
  Watch watch(*plan, 0, test::kMonday);
  std::vector<Reading> readings;
  std::vector<AlertStep> steps;
  double seconds = 0;
  for (int tick = 0; tick < ticks + 3; ++tick) {
    const Instant now = test::kMonday + std::chrono::minutes(tick);
    const auto samples = samples_of(alerts, 10, now);
    readings.clear();
    steps.clear();
    const auto began = std::clock();
    watch.judge(samples, now, readings, steps);
    if (tick >= 3) seconds += seconds_since(began);
    if (tick >= 3) REQUIRE(steps.empty());
  }
  CHECK(readings.back().severity == 1);
  return seconds * 1e6 / static_cast<double>(alerts) / ticks;
}

}  // namespace

TEST_CASE("asking what is due does not walk all groups", "[engine][receivers]") {
  Told told("route page to pager repeat 12h group by segment.platform\nroute info, warn to team\n");
  // Twenty a minute, so that no storm brings them together.
  constexpr int kGroups = 20'000;
  for (int i = 0; i < kGroups; ++i)
    told.set(fmt::format("{}s", i / 20 + 1), fmt::format("slow/p{}", i), kPage);
  told.pass(fmt::format("{}s", kGroups / 20));
  CHECK(told.messages().size() == kGroups);
  const Instant now = test::at("6h");
  const auto began = std::clock();
  for (int i = 0; i < 20'000; ++i) {
    REQUIRE(told.receivers().next_due() == test::at("12h1s"));
    REQUIRE(told.receivers().flush(now, {}).empty());
  }
  // A walk each time would look at 800 million groups.
  CHECK(seconds_since(began) < 3);
}

TEST_CASE("an unchanged alert makes no step", "[engine][watch]") {
  CHECK(cost_of_unchanged(500, 5) > 0);
}

// unit_engine "[.bench]" -s
TEST_CASE("what an unchanged alert costs", "[.bench]") {
  const double cost = cost_of_unchanged(100'000, 5);
  WARN(fmt::format("{:.2f} microseconds of processor time an unchanged alert", cost));
}

}  // namespace tocsin::engine
