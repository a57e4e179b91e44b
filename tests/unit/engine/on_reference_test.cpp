// Measures over the rows of a reference: `on: R`.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;
using test::spread;

// The rules of `body`, and rows of the reference `training`.
Scene compared(const std::string& body, const std::vector<std::string>& training) {
  const auto plan = monitoring(body);
  return Scene(plan, {{test::rows(plan->models[0], training)}});
}

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

// 56 of 70 against 48 of 80, as in Newcombe's example.
TEST_CASE("a share is compared with that of the reference", "[engine][on]") {
  auto scene = compared(
      "measure share(platform = \"a\") - share(platform = \"a\", on: training) over each 10m\n"
      "warn when > 5pp with 95% confidence\npage when > 6pp with 95% confidence\n",
      joined(spread(48, "1m", "1s", "platform=a"), spread(32, "1m", "1s", "platform=b")));
  scene.events(joined(spread(56, "1m", "1s", "platform=a"), spread(14, "2m", "1s", "platform=c")));
  scene.pass("12m");
  const auto& sample = scene.reading("12m").sample;
  CHECK(sample.value == Approx(0.2));
  CHECK(sample.low == Approx(0.0524).margin(5e-5));
  CHECK(sample.high == Approx(0.3339).margin(5e-5));
  CHECK(sample.n == 70);
  CHECK(scene.steps() == "12m warn");
}

TEST_CASE("each segment has the rows of the reference that are its own", "[engine][on]") {
  auto scene = compared(
      "measure mean(income) - mean(income, on: training) over each 10m\nby platform\n"
      "warn when > 10\n",
      {"1m platform=a income=10", "1m platform=a income=20", "1m platform=b income=50"});
  scene.events({"1m platform=a income=17", "2m platform=b income=90", "3m platform=c income=90"});
  scene.pass("12m");
  CHECK(scene.reading("12m", "platform=a").sample.value == 2);
  CHECK(scene.reading("12m", "platform=b").sample.value == 40);
  CHECK(scene.reading("12m", "platform=c").sample.kind == SampleKind::few);
  CHECK(scene.reading("12m", "platform=c").sample.reason == "undefined");
}

TEST_CASE("the filters of a measure hold for the reference too", "[engine][on]") {
  auto scene = compared(
      "measure mean(income where platform = \"a\") - mean(income where platform = \"a\", "
      "on: training) over each 10m\nwarn when > 10\n",
      {"1m platform=a income=10", "1m platform=b income=50"});
  scene.events({"1m platform=a income=17", "2m platform=b income=90"});
  scene.pass("12m");
  CHECK(scene.reading("12m").sample.value == 7);
}

TEST_CASE("a window without events is empty, whatever the reference holds", "[engine][on]") {
  auto scene = compared(
      "measure mean(income) - mean(income, on: training) over each 10m\nwarn when > 10\n"
      "no data page after 30m\n",
      {"1m income=10"});
  scene.events({"1m income=12", "45m income=14"});
  scene.pass("52m");
  CHECK(scene.reading("12m").sample.value == 2);
  CHECK(scene.reading("22m").sample.kind == SampleKind::empty);
  CHECK(scene.reading("52m").sample.value == 4);
  CHECK(scene.reading("52m").sample.n == 1);
  CHECK(scene.steps() == "32m page, 52m ended");
}

TEST_CASE("chunks of events are compared, too", "[engine][on]") {
  auto scene = compared(
      "measure mean(income, on: training) - mean(income) over each 2 events\nwarn when > 10\n",
      {"1m income=10", "1m income=30"});
  scene.events({"1m income=12", "2m income=14"});
  scene.pass("10m");
  REQUIRE(scene.all.readings.size() == 1);
  CHECK(scene.all.readings[0].sample.value == 7);
  CHECK(scene.all.readings[0].sample.n == 2);
}

// Lateness 2m and labels within 3h: the first ten minutes are judged at 3h12m.
TEST_CASE("labels of the reference are those in its rows", "[engine][on]") {
  auto scene =
      compared("measure accuracy - accuracy(on: training) over each 10m\nwarn when < -10pp\n",
               {"1m decision=true outcome=true", "1m decision=true outcome=false",
                "1m decision=false outcome=false", "1m decision=false outcome=false"});
  scene.events({"1m id=1 decision=true", "2m id=2 decision=true"});
  scene.outcomes({"1h id=1 outcome=true", "1h id=2 outcome=false"});
  scene.pass("3h12m");
  CHECK(scene.reading("3h12m").sample.value == Approx(0.5 - 0.75));
  CHECK(scene.reading("3h12m").sample.labels == 2);
}

}  // namespace tocsin::engine
