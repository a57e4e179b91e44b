#include "engine/raw_measurement.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::engine {
namespace {

using test::at;
using test::monitoring;
using test::Scene;

// The segments that were read at a tick, in order.
std::string segments_at(const Scene& scene, std::string_view when) {
  std::string text;
  for (const auto& reading : scene.all.readings)
    if (reading.slot == at(when)) text += reading.segment + " ";
  return text;
}

}  // namespace

// Asked at T without shift: at 5m the answer of 4m30s counts, and ten minutes later it is too old.
// Nothing was answered for twenty minutes at 24m30s, so that the tick of 25m says so.
TEST_CASE("the latest answer counts until it is older than the window", "[engine][raw]") {
  Scene scene(monitoring(R"(
    measure promql "up" as number over 10m
    warn when > 5
    no data page after 20m
  )"));
  scene.engine.answer(0, {}, at("1m"), 3);
  scene.engine.answer(0, {}, at("4m30s"), 7);
  scene.pass("30m");
  CHECK(scene.reading("0s").sample.kind == SampleKind::empty);
  CHECK(scene.reading("4m").sample.value == 3);
  CHECK(scene.reading("5m").sample.value == 7);
  CHECK(scene.reading("14m").sample.value == 7);
  CHECK(scene.reading("15m").sample.kind == SampleKind::empty);
  CHECK(scene.steps() == "5m warn, 25m page");
}

TEST_CASE("an answer as old as the window still counts, a later one of its time replaces it",
          "[engine][raw]") {
  Scene scene(monitoring("measure sql \"q\" as number over 10m\nwarn when > 5"));
  scene.engine.answer(0, {}, at("20m"), 1);
  scene.engine.answer(0, {}, at("20m"), 2);
  scene.pass("31m");
  CHECK(scene.reading("30m").sample.value == 2);
  CHECK(scene.reading("31m").sample.kind == SampleKind::empty);
}

TEST_CASE("answers go to the segments that the rules name, others are nobody's", "[engine][raw]") {
  Scene scene(monitoring(R"(
    measure promql "up" as number over 10m
    by platform of ["a", "b"] and overall
    warn when > 5
  )"));
  scene.engine.answer(0, {{"platform", "a"}}, at("1m"), 1);
  scene.engine.answer(0, {{"platform", "x"}}, at("1m"), 9);
  scene.engine.answer(0, {}, at("1m"), 4);
  scene.pass("1m");
  CHECK(segments_at(scene, "1m") == "platform=a platform=b overall ");
  CHECK(scene.reading("1m", "platform=a").sample.value == 1);
  CHECK(scene.reading("1m", "platform=b").sample.kind == SampleKind::empty);
  CHECK(scene.reading("1m", "overall").sample.value == 4);
}

// A segment that the rules do not name is retired a day after its last answer.
TEST_CASE("segments that the rules do not name come and go with their answers", "[engine][raw]") {
  Scene scene(monitoring(R"(
    measure promql "up" as number over 10m
    by platform
    warn when > 5
  )"));
  scene.engine.answer(0, {{"platform", "z"}}, at("1m"), 1);
  scene.pass("2m");
  scene.engine.answer(0, {{"platform", "a"}}, at("3m"), 2);
  scene.pass("24h2m");
  CHECK(segments_at(scene, "0s").empty());
  CHECK(segments_at(scene, "1m") == "platform=z ");
  CHECK(segments_at(scene, "3m") == "platform=z platform=a ");
  CHECK(segments_at(scene, "24h2m") == "platform=a ");
}

TEST_CASE("an answer that is no number is too few to judge", "[engine][raw]") {
  Scene scene(monitoring("measure promql \"0 / 0\" as number over 10m\nwarn when > 5"));
  scene.engine.answer(0, {}, at("1m"), kUnknown);
  scene.pass("1m");
  CHECK(scene.reading("1m").sample.kind == SampleKind::few);
  CHECK(scene.reading("1m").sample.reason == "undefined");
}

TEST_CASE("answers outlive a restart", "[engine][raw]") {
  const auto plan = monitoring(R"(
    measure promql "up" as number over 10m
    by platform
    warn when > 5 for 3m
  )");
  Scene whole(plan), begun(plan), resumed(plan);
  for (auto* scene : {&whole, &begun}) {
    scene->engine.answer(0, {{"platform", "z"}}, at("1m"), 9);
    scene->engine.answer(0, {{"platform", "a"}}, at("1m"), 1);
    scene->pass("2m");
  }
  REQUIRE(resumed.engine.load(begun.engine.save()));
  CHECK(resumed.engine.save() == begun.engine.save());
  whole.pass("20m");
  resumed.pass("20m");
  CHECK(whole.steps("platform=z") == "4m warn");
  CHECK(resumed.steps("platform=z") == "4m warn");
  CHECK(segments_at(resumed, "20m") == segments_at(whole, "20m"));
}

}  // namespace tocsin::engine
