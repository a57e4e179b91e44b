// Detectors and spreads, through the whole engine.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;
using test::spread;

const Sample& sample_at(const Scene& scene, std::string_view time,
                        const std::string& segment = "") {
  const auto& reading = scene.reading(time, segment);
  REQUIRE(reading.slot == test::at(time));
  return reading.sample;
}

// A hundred minutes at 10, then a hundred at 900.
std::vector<std::string> jump(const std::string& fields) {
  auto lines = spread(100, "1m", "1m", "income=10 " + fields);
  const auto more = spread(100, "101m", "1m", "income=900 " + fields);
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

constexpr const char* kDrifted =
    "measure drifted(income, detector: page_hinkley) over 30m every 1m\nwarn when true\n";

}  // namespace

TEST_CASE("a drift is in sight for as long as the window", "[engine][detector]") {
  Scene scene(monitoring(kDrifted));
  scene.events(jump(""));
  scene.pass("3h20m");
  // The first high event passes every threshold: at 101m, judged from 103m on for half an hour.
  CHECK(scene.steps() == "1h43m warn, 2h13m ended");
  CHECK(sample_at(scene, "1h42m").value == 0);
  CHECK(sample_at(scene, "1h43m").value == 1);
  CHECK(sample_at(scene, "1h43m").n == 30);
}

TEST_CASE("detectors do not mind how time passed between their ticks", "[engine][detector]") {
  const auto plan = monitoring(kDrifted);
  Scene at_once(plan), step_by_step(plan);
  for (auto* scene : {&at_once, &step_by_step}) scene->events(jump(""));
  at_once.pass("3h20m");
  for (int minute = 1; minute <= 200; ++minute) step_by_step.pass(fmt::format("{}m", minute));
  CHECK(at_once.steps() == step_by_step.steps());
}

TEST_CASE("what comes later than the lateness is not fed", "[engine][detector]") {
  Scene scene(monitoring(kDrifted));
  auto lines = spread(100, "1m", "1m", "income=10");
  lines.push_back("99m arrival=102m income=900");
  scene.events(lines);
  scene.pass("2h");
  CHECK(scene.steps().empty());
  CHECK(scene.engine.counts(0).late == 1);
}

TEST_CASE("each segment has a detector of its own", "[engine][detector]") {
  Scene scene(
      monitoring("measure drifted(income, detector: page_hinkley) over 30m every 1m\n"
                 "by platform and overall\nwarn when true\n"));
  auto lines = jump("platform=a");
  for (const auto& line : spread(200, "1m30s", "1m", "income=10 platform=b")) lines.push_back(line);
  std::ranges::stable_sort(lines, {}, [](const std::string& line) {
    return *parse_duration(line.substr(0, line.find(' ')));
  });
  scene.events(lines);
  scene.pass("3h");
  CHECK(scene.steps("platform=a") == "1h43m warn, 2h13m ended");
  CHECK(scene.steps("platform=b").empty());
  CHECK(scene.steps("overall").starts_with("1h43m warn"));
}

TEST_CASE("ddm watches errors when their labels are in", "[engine][detector]") {
  Scene scene(monitoring(
      "measure drifted(decision != outcome, detector: ddm) over 1h every 10m\nwarn when true\n",
      "performance"));
  const auto plan = scene.plan;
  std::vector<std::string> events, labels;
  for (int i = 0; i < 300; ++i) {
    events.push_back(fmt::format("{}m id={} decision=true", i + 1, i));
    const bool is_right = i < 200 ? i % 20 != 0 : false;
    labels.push_back(fmt::format("{}m id={} outcome={}", i + 2, i, is_right));
  }
  scene.events(events);
  scene.outcomes(labels);
  scene.pass("8h30m");
  // The errors begin at 201m and are judged 3h2m later at the earliest.
  const auto steps = scene.steps();
  INFO(steps);
  CHECK(steps.starts_with("6h30m warn"));
}

TEST_CASE("a saved detector goes on feeding where it was", "[engine][detector]") {
  const auto plan = monitoring(kDrifted);
  Scene whole(plan), first(plan), second(plan);
  const auto lines = jump("");
  whole.events(lines);
  whole.pass("3h20m");
  first.events({lines.begin(), lines.begin() + 101});
  first.pass("1h42m");
  REQUIRE(second.engine.load(first.engine.save()));
  second.events({lines.begin() + 101, lines.end()});
  second.pass("3h20m");
  CHECK(second.steps() == whole.steps());
}

TEST_CASE("a spread is the largest minus the smallest member", "[engine][across]") {
  Scene scene(
      monitoring("measure spread(mean(income), by: platform) over 1h every 30m\nneeds 2 events\n"
                 "warn when > 50\n"));
  scene.events({"5m platform=a income=10", "6m platform=a income=20", "7m platform=b income=90",
                "8m platform=b income=100", "9m platform=c income=900"});
  scene.events({"65m platform=a income=10", "66m platform=a income=20", "67m platform=c income=4"});
  scene.pass("3h");
  // 95 - 15; the single one of c does not meet the needs.
  CHECK(sample_at(scene, "30m").value == 80);
  CHECK(sample_at(scene, "30m").n == 5);
  CHECK(sample_at(scene, "1h30m").kind == SampleKind::few);
  CHECK(sample_at(scene, "1h30m").reason == "1 of 2 members of platform");
  CHECK(sample_at(scene, "3h").kind == SampleKind::empty);
}

TEST_CASE("a spread within each segment, and over all", "[engine][across]") {
  Scene scene(monitoring(
      "measure spread(mean(income), by: decision) over 1h every 30m\nby platform and overall\n"
      "warn when > 50\n"));
  scene.events({"5m platform=a decision=true income=10", "6m platform=a decision=false income=30",
                "7m platform=b decision=true income=90", "8m platform=b decision=false income=20"});
  scene.pass("30m");
  CHECK(sample_at(scene, "30m", "platform=a").value == 20);
  CHECK(sample_at(scene, "30m", "platform=b").value == 70);
  CHECK(sample_at(scene, "30m", "overall").value == 25);
  CHECK(sample_at(scene, "30m", "platform=c").kind == SampleKind::empty);
}

}  // namespace tocsin::engine
