#include "engine/alert.hpp"
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::at;
using test::monitoring;
using test::Scene;

constexpr const char* kLate = "measure mean(income) over 10m\nwarn when > 10\n";

// Income 20 from 23h to 25h: the tick of 23h2m is the first to see it, that of 25h12m sees none.
struct Late : Scene {
  explicit Late(const std::string& clause) : Scene(monitoring(kLate + clause)) {
    events(test::spread(120, "23h", "1m", "income=20"));
  }
};

}  // namespace

TEST_CASE("a pause ends what fires, and what is still bad behind it begins anew",
          "[engine][pause]") {
  const auto plan = monitoring(kLate);
  auto paused = plan->monitors[0];
  paused.paused_until = at("5m");
  const Sample bad{.kind = SampleKind::value, .value = 12, .reason = ""};
  const auto context = [](std::string_view now) {
    return TickContext{.now = at(now), .start = at("0s"), .warm_until = at("0s")};
  };
  const auto firing = advance({}, plan->monitors[0], bad, context("1m"));
  REQUIRE(firing.severity == 1);
  const auto resting = advance(firing, paused, bad, context("2m"));
  const Step end = step_between(firing, resting);
  CHECK(end.changed);
  CHECK(end.change == Change::resolved);
  CHECK(end.reason == "rule paused");
  CHECK(resting.phase() == AlertPhase::ok);
  const auto still = advance(resting, paused, bad, context("4m"));
  CHECK_FALSE(step_between(resting, still).changed);
  const auto again = advance(still, paused, bad, context("5m"));
  CHECK(step_between(still, again).change == Change::fired);
  CHECK(again.episode == 2);
}

TEST_CASE("a paused rule is read and not judged until midnight UTC of its date",
          "[engine][pause]") {
  Late scene("paused until 2026-03-03 because \"campaign\"");
  scene.pass("24h30m");
  CHECK(scene.reading("23h30m").sample.value == 20);
  CHECK(scene.reading("23h59m").severity == -1);
  REQUIRE(scene.all.transitions.size() == 1);
  CHECK(scene.all.transitions[0].at == at("24h"));
}

TEST_CASE("no gap is told while a rule is paused", "[engine][pause]") {
  Scene scene(monitoring(std::string(kLate) +
                         "no data page after 1h\npaused until 2026-03-03 because \"campaign\""));
  scene.pass("24h30m");
  REQUIRE(scene.all.transitions.size() == 1);
  CHECK(scene.all.transitions[0].at == at("24h"));
  CHECK(scene.all.transitions[0].change == Change::gap);
}

TEST_CASE("on trial all is recorded and nobody is told; what fires at its end is told as new",
          "[engine][trial]") {
  Late scene("trial until 2026-03-03");
  scene.pass("23h59m");
  REQUIRE(scene.all.transitions.size() == 1);
  CHECK(scene.all.transitions[0].at == at("23h2m"));
  CHECK(scene.all.transitions[0].incident.empty());
  CHECK(scene.reading("23h30m").severity == 1);
  CHECK(scene.all.messages.empty());
  CHECK(scene.all.incidents.empty());
  scene.pass("24h30m");
  CHECK(scene.all.transitions.size() == 1);
  REQUIRE(scene.all.messages.size() == 1);
  CHECK(scene.all.messages[0].kind == Message::Kind::beginning);
  CHECK(scene.all.messages[0].at == at("24h") + 1s);
  REQUIRE(scene.all.incidents.size() == 1);
  CHECK(scene.all.incidents[0].kind == IncidentEntry::Kind::opened);
  CHECK(scene.all.incidents[0].at == at("24h"));
}

TEST_CASE("what has ended on trial is never told", "[engine][trial]") {
  Scene scene(monitoring(std::string(kLate) + "trial until 2026-03-03"));
  scene.events(test::spread(10, "1h", "1m", "platform=a city=x income=20"));
  scene.events(test::spread(10, "1h20m", "1m", "income=1"));
  scene.pass("26h");
  CHECK(scene.all.transitions.size() == 2);
  CHECK(scene.all.messages.empty());
  CHECK(scene.all.incidents.empty());
}

TEST_CASE("a trial outlives a restart", "[engine][trial]") {
  Late begun("trial until 2026-03-03");
  begun.pass("23h30m");
  Scene resumed(begun.plan);
  REQUIRE(resumed.engine.load(begun.engine.save()));
  resumed.pass("24h30m");
  REQUIRE(resumed.all.messages.size() == 1);
  CHECK(resumed.all.messages[0].at == at("24h") + 1s);
}

}  // namespace tocsin::engine
