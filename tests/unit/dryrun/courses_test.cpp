#include "dryrun/courses.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::dryrun {
namespace {

const Instant kStart = *parse_time("2026-03-02T09:00Z");

dsl::RungPlan rung(int severity, dsl::Condition trigger) {
  dsl::RungPlan out;
  out.severity = severity;
  out.trigger = std::move(trigger);
  return out;
}

// One monitor `slow` of model `m`, whose measure is a duration.
dsl::Plan watching() {
  using Kind = dsl::Condition::Kind;
  dsl::Plan plan;
  plan.models.resize(1);
  plan.models[0].schema.model = "m";
  plan.monitors.resize(1);
  auto& monitor = plan.monitors[0];
  monitor.name = "slow";
  dsl::WindowExpr measure;
  measure.type.kind = dsl::TypeKind::duration;
  monitor.measure = std::make_shared<dsl::WindowExpr>(measure);
  monitor.rungs = {
      rung(1, {.kind = Kind::greater, .low = 250e6, .text = "> 250ms"}),
      rung(2,
           {.kind = Kind::outside, .low = 100e6, .high = 300e6, .text = "outside 100ms..300ms"})};
  return plan;
}

Reading reading(Instant slot, double value) {
  Reading out{.slot = slot, .segment = "platform=a"};
  out.sample.kind = std::isnan(value) ? SampleKind::empty : SampleKind::value;
  out.sample.value = value;
  return out;
}

}  // namespace

TEST_CASE("a course has the latest readings and the thresholds", "[dryrun][courses]") {
  const auto plan = watching();
  Courses courses(plan);
  const AlertId alert{"", "m", "slow", "platform=a"};
  CHECK(courses.course_of(alert).points.empty());
  for (int i = 0; i < 70; ++i)
    courses.add({reading(kStart + i * std::chrono::minutes(1), i == 65 ? kUnknown : i * 1e6)});
  const auto course = courses.course_of(alert);
  REQUIRE(course.points.size() == 60);
  CHECK(course.points.front().value == 10e6);
  CHECK(course.points.back().value == 69e6);
  CHECK(std::isnan(course.points[55].value));
  CHECK(course.lowest == "10ms");
  CHECK(course.highest == "69ms");
  REQUIRE(course.levels.size() == 3);
  CHECK(course.levels[0].text == "warn > 250ms");
  CHECK(course.levels[0].value == 250e6);
  CHECK(course.levels[1].value == 100e6);
  CHECK(course.levels[2].value == 300e6);
  CHECK(course.levels[2].severity == 2);

  auto other = alert;
  other.monitor = "another";
  CHECK(courses.course_of(other).points.empty());
}

}  // namespace tocsin::dryrun
