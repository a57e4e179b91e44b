// From rows and labels to samples, through the whole engine.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;

}  // namespace

TEST_CASE("events without the value are nothing to judge", "[engine][samples]") {
  struct Case {
    std::string_view why;
    std::string measure;
    SampleKind kind;
  };
  const auto c = GENERATE(values<Case>({
      {"a mean of nothing", "mean(income) over 10m\nwarn when > 10", SampleKind::empty},
      {"a quantile of nothing", "p95(income) over each 10m\nwarn when > 10", SampleKind::empty},
      {"a distance of nothing", "psi(income) against training over 10m\nwarn when > 0.5",
       SampleKind::empty},
      {"the same in a chunk", "sum(income) over each 3 events\nwarn when > 10", SampleKind::empty},
      {"a condition that nothing is known of",
       "share(latency / orelse(income, 0) > 1ms) over 10m\nwarn when > 10%", SampleKind::empty},
      {"missing values may themselves be judged", "nulls(income) over 10m\nwarn when > 10%",
       SampleKind::value},
      {"and counted", "count over 10m\nwarn when > 10", SampleKind::value},
      {"too few with the value is not nothing",
       "stddev(latency) where platform = \"b\" over 10m\n"
       "warn when > 10ms",
       SampleKind::few},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto plan = monitoring("measure " + c.measure + "\n");
    Scene scene(plan, {{test::rows(plan->models[0], {"1m income=3", "2m income=4"})}});
    scene.events(
        {"90s platform=a latency=5ms", "2m platform=a latency=5ms", "3m platform=b latency=5ms"});
    scene.pass("13m");
    const auto& sample = scene.reading("13m").sample;
    CHECK(sample.kind == c.kind);
    CHECK(sample.n == (c.why.starts_with("too few") ? 1 : 3));
  }
}

TEST_CASE("events without the value do not wind up the clock of no data", "[engine][samples]") {
  const std::string rungs = "\nwarn when > 10\nno data page after 30m\n";
  const auto windowed = monitoring("measure mean(income) over 10m" + rungs);
  const auto in_chunks = monitoring("measure mean(income) over each 5 events" + rungs);
  for (const auto& plan : {windowed, in_chunks}) {
    Scene scene(plan);
    scene.events(test::spread(20, "1m", "1m", "income=5"));
    scene.events(test::spread(60, "21m", "1m", "platform=a"));
    scene.pass("1h10m");
    // The last income came at 20m. Between chunks and in them the clock runs on.
    CHECK(scene.steps() == "50m page");
  }
}

TEST_CASE("a segment that retired has no better claim to its place than others",
          "[engine][samples]") {
  Scene scene(
      monitoring("measure mean(income) over 1h every 30m\nby city top 1\n"
                 "warn when > 10\nno data keep\n"));
  scene.events({"5m city=ulm income=50", "6m city=bonn income=5", "7m city=bonn income=5",
                "25h10m city=ulm income=5", "25h10m city=bonn income=5"});
  scene.pass("25h30m");
  // ulm fires, so it keeps its place from bonn, who has had more events on the first day. Its
  // window was last filled at 1h; what comes right after its end finds the place taken.
  CHECK(scene.steps("city=ulm") == "30m warn, 1d1h ended");
  CHECK(scene.reading("25h", "city=ulm").slot == test::at("25h"));
  CHECK(scene.reading("25h30m", "city=ulm").slot == test::at("25h"));
  CHECK(scene.reading("25h30m", "city=bonn").slot == test::at("25h30m"));
}

TEST_CASE("what came from the future makes no segment", "[engine][samples]") {
  Scene scene(
      monitoring("measure mean(income) over 1h every 30m\nby city top 1\nwarn when > 10\n"));
  scene.events(
      {"10m arrival=5m city=ulm income=5", "6m city=bonn income=5", "7m city=ulm income=5"});
  scene.pass("30m");
  CHECK(scene.reading("30m", "city=bonn").sample.n == 1);
  CHECK(scene.reading("30m", "city=other").sample.n == 1);
}

TEST_CASE("a missing key joins nothing", "[engine][samples]") {
  Scene scene(monitoring("measure accuracy over 1h every 30m on arrival\nwarn when < 10%\n"));
  scene.events({"1m decision=true", "2m id=7 decision=true"});
  scene.outcomes({"10m outcome=true", "11m id=7 outcome=true"});
  scene.pass("30m");
  CHECK(scene.reading("30m").sample.labels == 1);
  CHECK(scene.engine.counts(0).labels == 1);
  CHECK(scene.engine.counts(0).labels_unmatched == 1);
}

TEST_CASE("on arrival takes labels that come after the horizon", "[engine][samples]") {
  const auto windowed = monitoring("measure accuracy over 10m on arrival\nwarn when < 10%\n");
  const auto in_chunks =
      monitoring("measure accuracy over each 1 events on arrival\nwarn when < 10%\n");
  for (const auto& plan : {windowed, in_chunks}) {
    Scene scene(plan);
    scene.events({"1m id=7 decision=true"});
    scene.outcomes({"5h id=7 outcome=true"});  // `within 3h`
    scene.pass("5h1m");
    CHECK(scene.reading("5h1m").sample.labels == 1);
    CHECK(scene.engine.counts(0).labels_late == 1);
  }
}

TEST_CASE("positives are counted among labels that are texts", "[engine][samples]") {
  Scene scene(test::rules(R"(
model m {
  time at, lateness 2m
  key id
  prediction decision: category of ["no", "yes"], positive "yes"
  label outcome: text, within 3h
}
watch m { quality q "Q" { measure labelled over 1h every 30m; warn when < 10% } }
)" + test::kRoutesOfScene));
  scene.events({"1m decision=yes outcome=yes known=5m", "2m decision=yes outcome=no known=5m",
                "3m decision=no outcome=yes known=5m"});
  scene.pass("4h");
  CHECK(scene.reading("4h").sample.labels == 3);
  CHECK(scene.reading("4h").sample.positives == 2);
}

}  // namespace tocsin::engine
