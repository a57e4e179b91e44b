// Measures against their own past, through the whole engine.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;

// One event ten minutes into each hour, that of hour k with the k-th value; below 0: without one.
std::vector<std::string> hourly(const std::vector<double>& incomes,
                                const std::string& fields = "") {
  std::vector<std::string> lines;
  for (std::size_t hour = 0; hour < incomes.size(); ++hour)
    lines.push_back(fmt::format("{}m {}{}", 60 * hour + 10, fields,
                                incomes[hour] < 0 ? "" : fmt::format(" income={}", incomes[hour])));
  return lines;
}

double value_at(const Scene& scene, std::string_view time, const std::string& segment = "") {
  const auto& reading = scene.reading(time, segment);
  REQUIRE(reading.slot == test::at(time));
  INFO(reading.sample.reason);
  REQUIRE(reading.sample.kind == SampleKind::value);
  return reading.sample.value;
}

std::string lack_at(const Scene& scene, std::string_view time) {
  const auto& reading = scene.reading(time);
  REQUIRE(reading.slot == test::at(time));
  REQUIRE(reading.sample.kind != SampleKind::value);
  return reading.sample.reason;
}

constexpr const char* kRest = "\nwarn when outside -3..3\n";

}  // namespace

TEST_CASE("a score compares with the readings one window apart", "[engine][history]") {
  const auto measure = GENERATE(as<std::string>{}, "sliding", "tumbling");
  // A lateness of 2m: the event of hour k is judged at (k + 1)h, or two minutes later.
  const bool slides = measure == "sliding";
  Scene scene(monitoring(
      slides ? "measure zscore(mean(income), past: 9h) over 1h every 30m" + std::string(kRest)
             : "measure zscore(mean(income), past: 9h) over each 1h" + std::string(kRest)));
  scene.events(hourly({50, 10, 12, 11, 13, 12, 11, 10, 12, 13, 40, 12}));
  scene.pass("12h30m");
  // The window of hour 0 was seen in full where the hours are those of the clock.
  CHECK(lack_at(scene, slides ? "9h" : "8h2m") == "7 of 8 past readings");
  if (slides)
    CHECK(value_at(scene, "10h") ==
          Approx((13 - 91.0 / 8) / std::sqrt((1043 - 91.0 * 91 / 8) / 7)));
  // Nine before it, the first of all no longer among them. METRICS 12: 25.163.
  CHECK(value_at(scene, slides ? "11h" : "11h2m") == Approx(25.163).margin(0.0005));
  CHECK(std::abs(value_at(scene, slides ? "12h" : "12h2m")) < 0.5);
}

TEST_CASE("windows that were not seen in full are no readings", "[engine][history]") {
  Scene scene(monitoring("measure zscore(count, past: 9h) over 1h every 30m" + std::string(kRest)));
  scene.events(test::spread(1200, "0m", "1m", "income=1"));
  scene.pass("12h");
  // At 1h the window began at -2m, before the start; that of 1h30m is the first of a full one.
  CHECK(lack_at(scene, "9h") == "7 of 8 past readings");
  CHECK(value_at(scene, "9h30m") == 0);
}

TEST_CASE("empty windows are no readings", "[engine][history]") {
  Scene scene(
      monitoring("measure iqr_score(mean(income), past: 12h) over each 1h" + std::string(kRest)));
  scene.events(hourly({10, 12, 11, -1, 13, 12, -1, 11, 10, 12, 13, 40}));
  scene.pass("12h2m");
  CHECK(value_at(scene, "12h2m") == Approx(28));
}

TEST_CASE("too few events are no reading either", "[engine][history]") {
  Scene scene(monitoring("measure zscore(mean(income), past: 9h) over each 1h\nneeds 2 events" +
                         std::string(kRest)));
  scene.events(hourly({10, 12, 11, 13, 12, 11, 10, 12, 13, 40}));
  scene.pass("10h2m");
  CHECK(lack_at(scene, "10h2m") == "needs 2 events");
}

TEST_CASE("seasons compare with the same time and its neighbours", "[engine][history]") {
  Scene scene(monitoring("measure zscore(mean(income), past: 15h, season: 5h) over each 1h" +
                         std::string(kRest)));
  // Every fifth hour is high. At hour 15 those of 0, 1, 4, 5, 6, 9, 10, 11: 100 1 3 102 3 1 104 2.
  scene.events(hourly({100, 1, 7, 8, 3, 102, 3, 9, 7, 1, 104, 2, 8, 7, 5, 103}));
  scene.pass("16h2m");
  const double mean = 316.0 / 8;
  const double squares = 10000 + 1 + 9 + 10404 + 9 + 1 + 10816 + 4 - 8 * mean * mean;
  CHECK(value_at(scene, "16h2m") == Approx((103 - mean) / std::sqrt(squares / 7)));
}

TEST_CASE("a window that is no multiple of its rhythm is read in between", "[engine][history]") {
  Scene scene(
      monitoring("measure zscore(mean(income), past: 9h) over 1h every 25m" + std::string(kRest)));
  scene.events(hourly({50, 10, 12, 11, 13, 12, 11, 10, 12, 13, 40}));
  scene.pass("10h40m");
  // A tick lies at 10h40m, and none at 9h40m.
  CHECK(value_at(scene, "10h40m") == Approx(25.163).margin(0.0005));
}

TEST_CASE("a trend is the line through the readings", "[engine][history]") {
  Scene scene(
      monitoring("measure trend(mean(income), 3h) over each 1h\nwarn when outside -2..2\n"));
  scene.events(hourly({0, 1, 0, 3, 5}));
  scene.pass("5h2m");
  CHECK(lack_at(scene, "3h2m") == "2 of 3 past readings");
  CHECK(value_at(scene, "4h2m") == Approx(2.4));
  // 1, 0, 3, 5: slope 1.5 an hour.
  CHECK(value_at(scene, "5h2m") == Approx(4.5));
}

TEST_CASE("a change is told in shares of what was", "[engine][history]") {
  Scene scene(
      monitoring("measure change(sum(income), 2h) over each 1h\nwarn when outside -10%..10%\n"));
  scene.events(hourly({100, 50, 109, 0, 0, 7}));
  scene.pass("6h2m");
  CHECK(value_at(scene, "3h2m") == 0.09);
  CHECK(value_at(scene, "4h2m") == -1);
  CHECK(value_at(scene, "5h2m") == -1);
  CHECK(lack_at(scene, "6h2m") == "undefined");
}

TEST_CASE("a change has the interval of a ratio", "[engine][history]") {
  const auto plan = monitoring(
      "measure change(share(platform = \"a\"), 1h) over each 1h\nwarn when outside -50%..50%\n");
  Scene scene(plan);
  scene.events(test::spread(50, "1m", "1m", "platform=a"));
  scene.events(test::spread(50, "61m", "1m", "platform=b"));
  scene.events({"119m platform=a"});
  scene.pass("2h2m");
  const auto& sample = scene.reading("2h2m").sample;
  REQUIRE(sample.kind == SampleKind::value);
  CHECK(sample.value == Approx(1.0 / 51 - 1));
  CHECK(sample.low < sample.value);
  CHECK(sample.high > sample.value);
}

TEST_CASE("each segment has a past of its own", "[engine][history]") {
  Scene scene(monitoring("measure zscore(mean(income), past: 9h) over each 1h\nby platform" +
                         std::string(kRest)));
  scene.events(hourly({10, 12, 11, 13, 12, 11, 10, 12, 13, 40}, "platform=a"));
  scene.pass("10h2m");
  CHECK(value_at(scene, "10h2m", "platform=a") == Approx(25.163).margin(0.0005));
  CHECK(scene.reading("10h2m", "platform=b").sample.kind == SampleKind::empty);
}

TEST_CASE("windows of events step by their number", "[engine][history]") {
  const auto window = GENERATE(as<std::string>{}, "over 2 events", "over each 2 events");
  CAPTURE(window);
  Scene scene(monitoring("measure zscore(mean(income), past: 1d) " + window + kRest));
  std::vector<std::string> lines;
  std::size_t minute = 0;
  for (const double pair : {10, 12, 11, 13, 12, 11, 10, 12, 13, 40})
    for (const double off : {-1, 1})
      lines.push_back(fmt::format("{}m income={}", ++minute, pair + off));
  scene.events(lines);
  scene.pass("22m");
  // The last pair, at 19m and 20m, against the nine before it.
  CHECK(value_at(scene, "22m") == Approx(25.163).margin(0.0005));
}

TEST_CASE("measures of the past can be put together", "[engine][history]") {
  Scene scene(
      monitoring("measure max(zscore(mean(income), past: 9h), iqr_score(mean(income), past: 9h), "
                 "mean(income) - 20) over each 1h" +
                 std::string(kRest)));
  scene.events(hourly({10, 12, 11, 13, 12, 11, 10, 12, 13, 40}));
  scene.pass("10h2m");
  CHECK(lack_at(scene, "3h2m") == "2 of 8 past readings");
  CHECK(value_at(scene, "10h2m") == Approx(28));
  CHECK(scene.reading("10h2m").sample.n == 1);
}

TEST_CASE("a filter and a shift of a score are those of what it looks at", "[engine][history]") {
  Scene scene(monitoring(
      "measure zscore(mean(income) where platform = \"a\", past: 9h, ago: 1h) over each 1h" +
      std::string(kRest)));
  scene.events(hourly({10, 12, 11, 13, 12, 11, 10, 12, 13, 40, 50}, "platform=a"));
  scene.events({"9h30m platform=b income=900"});
  scene.pass("11h2m");
  CHECK(value_at(scene, "11h2m") == Approx(25.163).margin(0.0005));
}

TEST_CASE("a saved past goes on where it was", "[engine][history]") {
  const auto window = GENERATE(as<std::string>{}, "over each 1h", "over 1h every 30m",
                               "over 1h every 25m", "over each 1 events", "over 1 events every 5m",
                               "over each hour in \"Europe/Berlin\"");
  CAPTURE(window);
  const auto plan = monitoring("measure zscore(mean(income), past: 9h) " + window + kRest);
  const auto lines = hourly({10, 12, 11, 13, 12, 11, 10, 12, 13, 40});
  Scene whole(plan), first(plan), second(plan);
  const std::vector<std::string> early(lines.begin(), lines.begin() + 5),
      late(lines.begin() + 5, lines.end());
  whole.events(lines);
  whole.pass("10h5m");
  first.events(early);
  first.pass("5h");
  REQUIRE(second.engine.load(first.engine.save()));
  second.events(late);
  second.pass("10h5m");
  const auto& expected = whole.all.readings.back().sample;
  const auto& found = second.all.readings.back().sample;
  CHECK(found.kind == expected.kind);
  CHECK(found.reason == expected.reason);
  CHECK((found.value == expected.value || std::isnan(expected.value)));
}

TEST_CASE("readings of a real incident are no past", "[engine][history]") {
  const auto plan =
      monitoring("measure zscore(mean(income), past: 12h) over each 1h" + std::string(kRest));
  Scene scene(plan), saved(plan);
  // Hours 4 and 5 were the incident's.
  scene.events(hourly({10, 12, 11, 13, 900, 950, 12, 11, 10, 12, 13}));
  scene.pass("11h5m");
  CHECK(value_at(scene, "11h2m") < 1);
  scene.engine.leave_out(0, test::at("5h"), test::at("6h30m"));
  REQUIRE(saved.engine.load(scene.engine.save()));
  for (auto* each : {&scene, &saved}) {
    each->events({"11h10m income=40"});
    each->pass("12h2m");
    CHECK(value_at(*each, "12h2m") == Approx(25.163).margin(0.0005));
  }
}

}  // namespace tocsin::engine
