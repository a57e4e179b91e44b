#include "engine/column_measurement.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::at;
using test::monitoring;
using test::Scene;

}  // namespace

// Of three events two have no income and one has no city.
TEST_CASE("each field of `by column` is a segment with a measure of its own", "[engine][column]") {
  Scene scene(monitoring(R"(
    measure share(column is missing) over 10m
    by column of [income, city]
    warn when > 50%
  )"));
  scene.events({"1m income=1 city=x", "2m city=x", "3m latency=1ms"});
  scene.pass("5m");
  const auto& income = scene.reading("5m", "column=income").sample;
  const auto& city = scene.reading("5m", "column=city").sample;
  CHECK(income.value == Approx(2.0 / 3));
  CHECK(city.value == Approx(1.0 / 3));
  CHECK(income.n == 3);
  // At 4m the only two are those of 1m and 2m: half of them is not more than half.
  CHECK(scene.steps("column=income") == "5m warn");
  CHECK(scene.steps("column=city").empty());
  REQUIRE(scene.all.readings.size() >= 2);
  CHECK(scene.all.readings[0].segment == "column=income");
  CHECK(scene.all.readings[1].segment == "column=city");
}

TEST_CASE("`column` keeps its place among the fields of a segment", "[engine][column]") {
  Scene scene(monitoring(R"(
    measure share(column is missing) over 10m
    by column of [income, city], platform of ["a", "b"]
    warn when > 50%
  )"));
  scene.events({"1m platform=a income=1", "2m platform=b city=x", "2m platform=b city=x income=2"});
  scene.pass("4m");
  CHECK(scene.reading("4m", "column=income,platform=a").sample.value == 0);
  CHECK(scene.reading("4m", "column=income,platform=b").sample.value == 0.5);
  CHECK(scene.reading("4m", "column=city,platform=a").sample.value == 1);
  CHECK(scene.reading("4m", "column=city,platform=b").sample.value == 0);
  REQUIRE(scene.all.transitions.size() == 1);
  CHECK(scene.all.transitions[0].alert.segment == "column=city,platform=a");
}

// Lateness and window are over after 12m.
TEST_CASE("silence of all fields is told once", "[engine][column]") {
  Scene scene(monitoring(R"(
    measure share(column is missing) over 10m
    by column of [income, city]
    warn when > 50%
    no data page after 10m
  )"));
  scene.pass("30m");
  REQUIRE(scene.all.transitions.size() == 1);
  CHECK(scene.all.transitions[0].alert.segment == kOverall);
  CHECK(scene.all.transitions[0].at == at("12m"));
}

TEST_CASE("windows of events are those of each field", "[engine][column]") {
  Scene scene(monitoring(R"(
    measure share(column is missing) over each 2 events
    by column of [income, city]
    warn when > 50%
  )"));
  scene.events({"1m income=1", "2m income=1 city=x", "3m city=x", "4m city=x"});
  scene.pass("10m");
  CHECK(scene.reading("4m", "column=income").sample.value == 0);
  CHECK(scene.reading("4m", "column=city").sample.value == 0.5);
  CHECK(scene.steps("column=income") == "6m warn");
  CHECK(scene.steps("column=city").empty());
}

TEST_CASE("the fields of `by column` outlive a restart", "[engine][column]") {
  const auto plan = monitoring(R"(
    measure share(column is missing) over 10m
    by column of [income, city]
    warn when > 50% for 2m
  )");
  Scene begun(plan), resumed(plan);
  begun.events({"1m city=x"});
  begun.pass("4m");
  REQUIRE(resumed.engine.load(begun.engine.save()));
  resumed.pass("6m");
  CHECK(resumed.steps("column=income") == "5m warn");
  CHECK(resumed.steps("column=city").empty());
}

}  // namespace tocsin::engine
