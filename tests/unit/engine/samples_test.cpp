// From rows and labels to samples, through the whole engine.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;

}  // namespace

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

}  // namespace tocsin::engine
