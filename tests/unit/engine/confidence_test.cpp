// Rules that say `with P% confidence`, from rows to alerts.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;
using test::spread;

// In the interval of ten minutes that begins at `begin`: `of` rows, `hits` of them on platform a.
void hear_share(Scene& scene, std::string_view begin, std::size_t hits, std::size_t of) {
  scene.events(spread(hits, begin, "1s", "platform=a"));
  if (of > hits) scene.events(spread(of - hits, begin, "1s", "platform=b"));
}

const std::string kShare = "measure share(platform = \"a\") over each 10m\n";

}  // namespace

// 99% of eight of ten is 40.1% to 96.0%, of sixteen of twenty 51.2% to 93.8%.
TEST_CASE("a share is surely too small only in enough events", "[engine][confidence]") {
  Scene scene(monitoring(kShare + "warn when < 95% with 99% confidence\n"));
  hear_share(scene, "1m", 8, 10);
  hear_share(scene, "11m", 16, 20);
  hear_share(scene, "21m", 8, 10);
  hear_share(scene, "31m", 10, 10);
  scene.pass("45m");
  CHECK(scene.steps() == "22m warn, 42m ended");
}

TEST_CASE("a sample has the intervals that its ladder asks for, and the usual one",
          "[engine][confidence]") {
  Scene scene(monitoring(kShare +
                         "warn when < 90% with 99% confidence until > 95% with 90% confidence\n"
                         "page when < 50% with 99% confidence\n"));
  hear_share(scene, "1m", 8, 10);
  scene.pass("12m");
  const auto& sample = scene.reading("12m").sample;
  CHECK(sample.low == Approx(0.4901625));
  CHECK(sample.high == Approx(0.9433178));
  REQUIRE(sample.sure.size() == 2);
  CHECK(sample.sure[0].level == 0.9);
  CHECK(sample.sure[0].low == Approx(0.5407928056874881));
  CHECK(sample.sure[1].level == 0.99);
  CHECK(sample.sure[1].high == Approx(0.9598688474953833));
}

TEST_CASE("what is sure survives a restart", "[engine][confidence]") {
  const auto plan = monitoring(kShare + "warn when < 95% with 99% confidence for 20m\n");
  Scene scene(plan), next(plan);
  hear_share(scene, "1m", 16, 20);
  hear_share(scene, "11m", 8, 10);
  scene.pass("22m");
  REQUIRE(next.engine.load(scene.engine.save()));
  CHECK(next.engine.save() == scene.engine.save());
  for (Scene* one : {&scene, &next}) {
    hear_share(*one, "21m", 16, 20);
    hear_share(*one, "31m", 16, 20);
    one->pass("45m");
    // Pending since 12m; what is uncertain at 22m does not count.
    CHECK(one->steps() == "42m warn");
  }
}

TEST_CASE("a chunk of events has them too", "[engine][confidence]") {
  Scene scene(
      monitoring("measure share(platform = \"a\") over each 20 events\n"
                 "warn when < 95% with 99% confidence\n"));
  hear_share(scene, "1m", 16, 20);
  scene.pass("10m");
  REQUIRE(scene.all.readings.size() == 1);
  CHECK(scene.all.readings[0].sample.sure.at(0).high == Approx(0.9384389199729493));
  CHECK(scene.all.readings[0].severity == 1);
}

TEST_CASE("a rate is as sure as its count", "[engine][confidence]") {
  Scene scene(monitoring("measure rate over each 10m\nwarn when > 1/s with 99% confidence\n"));
  scene.events(spread(100, "1m", "1s", "platform=a"));
  scene.pass("12m");
  const auto& sure = scene.reading("12m").sample.sure.at(0);
  CHECK(sure.low == Approx((100 - 2.575829303548901 * 10) / 600));
  CHECK(sure.high == Approx((100 + 2.575829303548901 * 10) / 600));
}

// Newcombe's example: 56 of 70 against 48 of 80.
TEST_CASE("a difference over separate rows has an interval", "[engine][confidence]") {
  Scene scene(monitoring(
      "measure share(platform = \"a\") - share(platform = \"a\", ago: 10m) over each 10m\n"
      "warn when > 5pp with 95% confidence\npage when > 6pp with 95% confidence\n"));
  hear_share(scene, "1m", 48, 80);
  hear_share(scene, "11m", 56, 70);
  scene.pass("22m");
  const auto& sample = scene.reading("22m").sample;
  CHECK(sample.low == Approx(0.0524).margin(5e-5));
  CHECK(sample.high == Approx(0.3339).margin(5e-5));
  CHECK(scene.steps() == "22m warn");
}

// Ten values and ten of the reference, 0.6 apart: as far by chance in 5.46% of all cases.
TEST_CASE("a distance needs evidence too", "[engine][confidence]") {
  struct Case {
    std::string_view why;
    std::string rung;
    std::string steps;
  };
  const auto c = GENERATE(values<Case>({
      {"effect and evidence", "warn when > 0.5 with 94% confidence\n", "12m warn"},
      {"effect without evidence", "warn when > 0.5 with 95% confidence\n", ""},
      {"evidence without effect", "warn when > 0.7 with 94% confidence\n", ""},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto plan = monitoring("measure ks(income) against training over each 10m\n" + c.rung);
    std::vector<std::string> then, now;
    for (int i = 0; i < 10; ++i) {
      then.push_back("1m income=" + std::to_string(i));
      now.push_back("1m income=" + std::to_string(i + 6));
    }
    Scene scene(plan, {{test::rows(plan->models[0], then)}});
    scene.events(now);
    scene.pass("13m");
    CHECK(scene.reading("12m").sample.value == Approx(0.6));
    CHECK(std::isnan(scene.reading("12m").sample.low));
    CHECK(scene.steps() == c.steps);
  }
}

TEST_CASE("uncertain samples do not age into too few", "[engine][confidence]") {
  Scene scene(monitoring(kShare + "warn when < 95% with 99% confidence\ntoo few page after 15m\n"));
  for (const auto* begin : {"1m", "11m", "21m", "31m", "41m"}) hear_share(scene, begin, 8, 10);
  scene.pass("55m");
  CHECK(scene.steps().empty());
}

}  // namespace tocsin::engine
