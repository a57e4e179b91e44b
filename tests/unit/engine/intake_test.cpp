// Measures of what arrives: events that are late, labels that fit nothing, the newest moment.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;

// Lateness 2m; `loaded` is the moment of something that the row brings.
const std::string kFeed = R"(
model m "A feed" {
  time at, lateness 2m
  key id
  field platform: category of ["a", "b"]
  field loaded: time, optional
}
)";

std::shared_ptr<const dsl::Plan> feeding(const std::string& body) {
  return test::rules(kFeed + test::kRoutesOfScene + "watch m { quality q \"Q\" {\n" + body +
                     "\n} }");
}

double value_at(const Scene& scene, std::string_view time, const std::string& segment = "") {
  const auto& reading = scene.reading(time, segment);
  CHECK(reading.slot == test::at(time));
  CHECK(reading.sample.kind == SampleKind::value);
  return reading.sample.value;
}

double minutes_at(const Scene& scene, std::string_view time, const std::string& segment = "") {
  return value_at(scene, time, segment) / 60e9;
}

}  // namespace

TEST_CASE("late is the share of what arrived later than the lateness", "[engine][intake]") {
  Scene scene(feeding("measure late over 10m\nby platform and overall\nwarn when > 90%"));
  scene.events({"1m platform=a", "2m arrival=5m platform=a", "3m arrival=5m platform=b",
                "1m arrival=6m platform=!"});
  scene.pass("20m");
  // A tick at T looks at what arrived after T - 12m, up to T - 2m. At 5m one event came three
  // minutes after its time, and one exactly two; at 6m one whose platform cannot be read.
  CHECK(value_at(scene, "6m", "overall") == 0);
  CHECK(value_at(scene, "7m", "overall") == Approx(1.0 / 3));
  CHECK(value_at(scene, "7m", "platform=a") == Approx(1.0 / 2));
  CHECK(value_at(scene, "7m", "platform=b") == 0);
  CHECK(value_at(scene, "13m", "platform=a") == 1);
  CHECK(value_at(scene, "18m", "overall") == 0);  // nothing came
  CHECK(scene.reading("7m", "overall").sample.low > 0);
  CHECK(scene.reading("7m", "overall").sample.high < 1);
}

TEST_CASE("late beside a filter, an earlier window and a window of events", "[engine][intake]") {
  const std::vector<std::string> events{"1m platform=a", "2m arrival=6m platform=a",
                                        "3m arrival=6m platform=b", "14m platform=a"};
  const auto share_of = [&](const std::string& measure) {
    Scene scene(feeding("measure " + measure + "\nwarn when > 90%"));
    scene.events(events);
    scene.pass("20m");
    return scene.reading("20m").sample.value;
  };
  CHECK(share_of("late where platform = \"b\" over 20m") == 1);
  CHECK(share_of("late over 20m") == 0.5);
  CHECK(share_of("late(ago: 10m) over 10m") == Approx(2.0 / 3));
  CHECK(share_of("late over 3 events") == Approx(2.0 / 3));
  CHECK(share_of("late over each 2 events") == 0.5);
}

TEST_CASE("freshness is the time since the newest moment", "[engine][intake]") {
  Scene scene(feeding("measure freshness(loaded) over 10m\nby platform\nwarn when > 10d"));
  scene.events({"10m platform=a loaded=5m", "12m platform=a loaded=4m", "20m platform=a",
                "30m platform=a loaded=45m", "31m platform=a loaded=32m"});
  scene.pass("40m");
  CHECK(minutes_at(scene, "3m", "platform=a") == 3);  // from the start
  CHECK(minutes_at(scene, "11m", "platform=a") == 6);
  CHECK(minutes_at(scene, "30m", "platform=a") == 25);  // 15m ahead of its event: left out
  CHECK(minutes_at(scene, "31m", "platform=a") == 0);   // a minute ahead
  CHECK(minutes_at(scene, "34m", "platform=a") == 2);
  CHECK(minutes_at(scene, "34m", "platform=b") == 34);
}

TEST_CASE("freshness in a window of events is theirs", "[engine][intake]") {
  Scene scene(feeding("measure freshness(loaded) over each 2 events\nwarn when > 10d"));
  scene.events({"10m loaded=9m", "11m loaded=-2h", "12m loaded=3m", "13m loaded=2m", "14m", "15m"});
  scene.pass("20m");
  CHECK(minutes_at(scene, "13m") == 4);
  CHECK(minutes_at(scene, "15m") == 12);
  CHECK(minutes_at(scene, "17m") == 17);
}

TEST_CASE("labels that fit nothing count when their wait has ended", "[engine][intake]") {
  Scene scene(monitoring("measure labels_unmatched over 1h every 10m\nwarn when > 5"));
  scene.events({"3h5m id=8 decision=true"});
  scene.outcomes({"10m id=9 outcome=true", "10m id=8 outcome=true", "20m outcome=true"});
  scene.pass("5h");
  // A tick at T looks back to T - 62m, up to T - 2m. Within 3h: 9 waits up to 3h10m, its key is
  // never met; what has no key never waits.
  CHECK(value_at(scene, "20m") == 0);
  CHECK(value_at(scene, "30m") == 1);
  CHECK(value_at(scene, "1h20m") == 1);
  CHECK(value_at(scene, "1h30m") == 0);
  CHECK(value_at(scene, "3h10m") == 0);
  CHECK(value_at(scene, "3h20m") == 1);
  CHECK(value_at(scene, "4h10m") == 1);
  CHECK(value_at(scene, "4h20m") == 0);
}

TEST_CASE("labels later than the horizon count when they arrive", "[engine][intake]") {
  const std::string late =
      "quality q \"Q\" { measure labels_late over 1h every 10m; warn when > 9 }";
  // Beside labels on arrival the event still waits; alone it is forgotten after the horizon.
  const auto beside =
      late + "\nquality r \"R\" { measure accuracy over 1h every 10m on arrival; warn when < 1% }";
  for (const auto& plan : {test::watching(late), test::watching(beside)}) {
    Scene scene(plan);
    scene.events({"1m id=7 decision=true", "2m id=8 decision=true"});
    scene.outcomes({"3h2m id=8 outcome=true", "4h id=7 outcome=true"});
    scene.pass("6h");
    std::vector<double> values;
    for (const auto& reading : scene.all.readings)
      if (reading.monitor == 0 && reading.slot > test::at("3h40m") &&
          reading.slot <= test::at("5h10m"))
        values.push_back(reading.sample.value);
    CHECK(values == std::vector<double>{0, 0, 1, 1, 1, 1, 1, 1, 0});
    CHECK(scene.engine.counts(0).labels_late == 1);
  }
}

TEST_CASE("second labels that differ count when they arrive", "[engine][intake]") {
  Scene scene(monitoring("measure labels_conflicting over 1h every 10m\nwarn when > 5"));
  scene.events({"1m id=5 decision=true"});
  scene.outcomes({"10m id=5 outcome=true", "15m id=5 outcome=false", "16m id=5 outcome=true",
                  "30m id=6 outcome=true", "40m id=6 outcome=false"});
  scene.pass("2h");
  CHECK(value_at(scene, "10m") == 0);
  CHECK(value_at(scene, "20m") == 1);
  CHECK(value_at(scene, "40m") == 1);
  CHECK(value_at(scene, "50m") == 2);
  CHECK(value_at(scene, "1h20m") == 1);
  CHECK(value_at(scene, "1h50m") == 0);
}

TEST_CASE("second labels of a file without times count at the horizon of their event",
          "[engine][intake]") {
  const std::vector<std::string> labels{"never id=5 outcome=true", "never id=5 outcome=false",
                                        "never id=9 outcome=true"};
  const std::vector<std::string> events{"1m id=5 decision=true"};
  const bool labels_first = GENERATE(true, false);
  Scene scene(monitoring("measure labels_conflicting over 1h every 10m\nwarn when > 5"));
  if (labels_first) scene.outcomes(labels);
  if (labels_first) scene.pass("30s");
  scene.events(events);
  if (!labels_first) scene.pass("2m");
  if (!labels_first) scene.outcomes(labels);
  scene.pass("5h");
  CHECK(value_at(scene, "3h") == 0);
  CHECK(value_at(scene, "3h10m") == 1);
  CHECK(value_at(scene, "4h") == 1);
  CHECK(value_at(scene, "4h10m") == 0);
}

TEST_CASE("needs count events beside a measure of labels", "[engine][intake]") {
  Scene scene(
      monitoring("measure labels_unmatched / max(count, 1) over 1h every 10m\n"
                 "needs 2 events\nwarn when > 5"));
  scene.events({"1m id=5 decision=true", "2m id=6 decision=true"});
  scene.outcomes({"3m outcome=true"});
  scene.pass("10m");
  CHECK(scene.reading("10m").sample.n == 2);
  CHECK(value_at(scene, "10m") == 0.5);
}

}  // namespace tocsin::engine
