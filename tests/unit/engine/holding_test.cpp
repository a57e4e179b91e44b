// Who hears of an alert that is held back, and when. The mean of an income of 20 over ten rows, one
// a minute, falls to 10 when six of them are 1.
#include "engine/holding.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::engine {
namespace {

using test::at;
using test::kMonday;
using test::Scene;
using test::spread;

const char* const kHigh = "measure mean(income) over 10m\nwarn when > 10\npage when > 30\n";

std::shared_ptr<const dsl::Plan> high(const std::string& holds) {
  return test::rules(test::kModelOfScene + test::kRoutesOfScene +
                     "watch m {\nquality q \"Something\" {\n" + kHigh + "}\n}\n" + holds);
}

// Two fears of which one holds back the other, and an incident for each monitor.
std::shared_ptr<const dsl::Plan> suppressed(const std::string& holds) {
  return test::rules(test::kModelOfScene + R"(
channel all: console {}
route page, warn to all wait 1s
incident from warn by monitor join 10m
watch m {
  quality slow "Slow" { measure p95(latency) over 10m; warn when > 100ms; page when > 300ms }
  quality broken "Broken" { measure mean(income) over 10m; warn when > 5; page when > 10 }
}
)" + holds);
}

std::string silence(const char* from, const char* to, const std::string& more = "") {
  return fmt::format("silence m.q {}from {} to {} because \"load test\" by \"team\"\n", more,
                     format_utc(at(from)), format_utc(at(to)));
}

std::string time_text(Instant t) { return format_duration(t - kMonday); }

// "1h2m1s beginning warn q", one a message.
std::string heard(const Outcome& all) {
  std::string text;
  for (const auto& message : all.messages)
    text += fmt::format("{} {} {} {}\n", time_text(message.at), to_text(message.kind),
                        message.severity_name, message.alerts.front().alert.monitor);
  return text;
}

// "q 1h2m..2h: silence by team ...", one a record that is over; "..": it is not.
std::string held(const Outcome& all) {
  std::string text;
  for (const auto& record : all.held)
    text += fmt::format("{} {}..{}: {}\n", record.alert.monitor, time_text(record.from),
                        record.to ? time_text(*record.to) : "", text_of(record.cause));
  return text;
}

std::string opened(const Outcome& all) {
  std::string text;
  for (const auto& entry : all.incidents)
    text +=
        fmt::format("{} {} {}\n", time_text(entry.at), to_text(entry.kind), entry.alert.monitor);
  return text;
}

}  // namespace

// Alertmanager: the end is lost, since silences come before it looks at what was told.
TEST_CASE("who was told of a beginning is told of the end, through a silence",
          "[engine][holding][decisions]") {
  Scene scene(high(silence("2h", "4h")));
  scene.events(spread(120, "1h", "1m", "income=20"));
  scene.events(spread(60, "3h", "1m", "income=1"));
  scene.pass("3h59m");
  CHECK(scene.steps() == "1h2m warn, 3h7m ended");
  CHECK(heard(scene.all) == "1h2m1s beginning warn q\n3h7m end warn q\n");
  CHECK(held(scene.all) ==
        "q 2h..: silence by team until 2026-03-02T04:00:00Z: load test\n"
        "q 2h..3h7m: silence by team until 2026-03-02T04:00:00Z: load test\n");
}

// Alertmanager: nothing, until the repeat is due.
TEST_CASE("a silence that ends over a firing alert is said at the next tick",
          "[engine][holding][decisions]") {
  Scene scene(high(silence("30m", "2h")));
  scene.events(spread(120, "1h", "1m", "income=20"));
  scene.pass("1h59m59s");
  CHECK(scene.all.messages.empty());
  CHECK(opened(scene.all) == "1h2m opened q\n");
  scene.pass("2h30m");
  CHECK(heard(scene.all) == "2h1s beginning warn q\n");
  CHECK(opened(scene.all) == "1h2m opened q\n");
}

TEST_CASE("what fires and ends in silence is not told", "[engine][holding]") {
  Scene scene(high(silence("30m", "8h")));
  scene.events(spread(60, "1h", "1m", "income=20"));
  scene.events(spread(60, "2h", "1m", "income=1"));
  scene.pass("9h");
  CHECK(scene.steps() == "1h2m warn, 2h7m ended");
  CHECK(scene.all.messages.empty());
}

TEST_CASE("a rise in silence waits for its end, and is told as a rise to whoever knows",
          "[engine][holding]") {
  Scene scene(high(silence("1h20m", "2h30m")));
  scene.events(spread(30, "1h", "1m", "income=20"));
  scene.events(spread(90, "1h30m", "1m", "income=50"));
  scene.pass("2h31m");
  // Four of ten at 50: the mean is 32.
  CHECK(scene.steps() == "1h2m warn, 1h35m page");
  CHECK(heard(scene.all) == "1h2m1s beginning warn q\n2h30m update page q\n");
  CHECK(scene.all.messages.back().alerts.front().change == Change::escalated);
}

TEST_CASE("what waited to be told when a silence began is told when it ends", "[engine][holding]") {
  const auto plan = test::rules(
      test::kModelOfScene +
      "channel all: console {}\nroute page, warn to all wait 10m\nwatch m {\nquality q \"Q\" {\n" +
      kHigh + "}\n}\n" + silence("1h5m", "1h30m"));
  Scene scene(plan);
  scene.events(spread(60, "1h", "1m", "income=20"));
  scene.pass("2h");
  CHECK(heard(scene.all) == "1h40m beginning warn q\n");
}

TEST_CASE("a silence of one segment leaves the others alone", "[engine][holding]") {
  const auto plan =
      test::rules(test::kModelOfScene + test::kRoutesOfScene + "watch m {\nquality q \"Q\" {\n" +
                  kHigh + "by platform\n}\n}\n" + silence("30m", "4h", "where platform = \"a\" "));
  Scene scene(plan);
  scene.events(spread(30, "1h", "1m", "platform=a income=20"));
  scene.events(spread(30, "1h30m", "1m", "platform=b income=20"));
  scene.pass("1h40m");
  REQUIRE(scene.all.messages.size() == 1);
  REQUIRE(scene.all.messages[0].alerts.size() == 1);
  CHECK(scene.all.messages[0].alerts[0].alert.segment == "platform=b");
}

TEST_CASE("a mute holds what it says and lets a higher severity through",
          "[engine][holding][mute]") {
  Scene scene(high("mute mornings \"Nobody is up\" { every day 00:00..03:00 in \"UTC\"; on m.q }"));
  scene.events(spread(30, "1h", "1m", "income=20"));
  scene.events(spread(120, "1h30m", "1m", "income=50"));
  scene.pass("1h30m");
  CHECK(scene.all.messages.empty());
  scene.pass("2h");
  CHECK(heard(scene.all) == "1h35m1s beginning page q\n");
  CHECK(held(scene.all) ==
        "q 1h2m..: mute mornings (Nobody is up) until 2026-03-02T03:00:00Z\n"
        "q 1h2m..1h35m: mute mornings (Nobody is up) until 2026-03-02T03:00:00Z\n");
}

// Alertmanager: the end of an inhibited alert is lost as well.
TEST_CASE("a suppressed alert joins the incident of its source and is told when that ends",
          "[engine][holding][decisions]") {
  Scene scene(suppressed("suppress m.slow while m.broken"));
  scene.events(spread(60, "1h", "1m", "income=20 latency=200ms"));
  scene.events(spread(60, "2h", "1m", "income=1 latency=200ms"));
  scene.pass("1h30m");
  CHECK(heard(scene.all) == "1h2m1s beginning page broken\n");
  CHECK(opened(scene.all) == "1h2m opened broken\n1h2m joined slow\n");
  CHECK(held(scene.all) == "slow 1h2m..: suppressed by m.broken\n");
  scene.pass("2h30m");
  // Of ten rows k at 20: the mean is 1 + 1.9 k, at or below 10 from k = 4 on, and 5 from k = 2 on.
  CHECK(heard(scene.all) ==
        "1h2m1s beginning page broken\n2h9m end page broken\n2h9m1s beginning warn slow\n");
  CHECK(opened(scene.all) ==
        "1h2m opened broken\n1h2m joined slow\n2h7m severity broken\n2h9m left broken\n");
}

TEST_CASE("an alert more severe than its source passes", "[engine][holding]") {
  Scene scene(suppressed("suppress m.slow while m.broken"));
  scene.events(spread(30, "1h", "1m", "income=8 latency=200ms"));
  scene.events(spread(60, "1h30m", "1m", "income=8 latency=400ms"));
  scene.pass("1h30m");
  CHECK(heard(scene.all) == "1h2m1s beginning warn broken\n");
  scene.pass("2h");
  CHECK(heard(scene.all) == "1h2m1s beginning warn broken\n1h32m1s beginning page slow\n");
}

TEST_CASE("an end passes a suppression", "[engine][holding]") {
  Scene scene(suppressed("suppress m.slow while m.broken"));
  scene.events(spread(30, "1h", "1m", "income=1 latency=200ms"));
  scene.events(spread(30, "1h30m", "1m", "income=20 latency=200ms"));
  scene.events(spread(30, "2h", "1m", "income=20 latency=1ms"));
  scene.pass("2h20m");
  const auto text = heard(scene.all);
  CHECK(text.starts_with("1h2m1s beginning warn slow\n"));
  CHECK(text.find("end warn slow") != std::string::npos);
}

TEST_CASE("a silence by command is heeded, and ended by its id", "[engine][holding][command]") {
  Scene scene(high(""));
  scene.events(spread(300, "1h", "1m", "income=20"));
  scene.pass("30m30s");
  Silence silence{.id = "s1",
                  .selector = "m.*",
                  .where = {},
                  .from = at("30m"),
                  .to = at("4h"),
                  .because = "move",
                  .by = "anna"};
  scene.engine.silence(silence);
  scene.pass("2h10m10s");
  CHECK(scene.all.messages.empty());
  silence.to = at("2h10m10s");
  scene.engine.silence(silence);
  scene.pass("2h20m");
  CHECK(heard(scene.all) == "2h11m1s beginning warn q\n");
  CHECK(held(scene.all).find("q 1h2m..2h11m: silence s1 by anna") != std::string::npos);
}

TEST_CASE("what is held back outlives a restart at any minute", "[engine][holding][state]") {
  const auto plan = suppressed(
      "suppress m.slow while m.broken\n"
      "mute mornings \"Nobody is up\" { every day 00:00..01:30 in \"Europe/Berlin\"; on m.broken "
      "}\n"
      "silence m.broken from 2026-03-02T01:40Z to 2026-03-02T02:03Z because \"x\" by \"y\"\n");
  const auto events = [](Scene& scene) {
    scene.events(spread(60, "20m", "1m", "income=8 latency=200ms"));
    scene.events(spread(40, "1h20m", "1m", "income=20 latency=200ms"));
    scene.events(spread(60, "2h", "1m", "income=1 latency=200ms"));
  };
  const Silence command{.id = "s1",
                        .selector = "slow",
                        .where = {},
                        .from = at("2h"),
                        .to = at("2h15m"),
                        .because = "move",
                        .by = "anna"};
  Scene whole(plan);
  events(whole);
  whole.engine.silence(command);
  whole.pass("2h30m");
  REQUIRE(whole.all.held.size() > 6);
  REQUIRE_FALSE(whole.all.messages.empty());

  auto cut = std::make_unique<Scene>(plan);
  events(*cut);
  cut->engine.silence(command);
  for (int minute = 0; minute <= 150; ++minute) {
    cut->pass(fmt::format("{}m30s", minute));
    auto next = std::make_unique<Scene>(plan);
    REQUIRE(next->engine.load(cut->engine.save()));
    next->all = std::move(cut->all);
    cut = std::move(next);
  }
  CHECK(heard(cut->all) == heard(whole.all));
  CHECK(held(cut->all) == held(whole.all));
  CHECK(opened(cut->all) == opened(whole.all));
}

}  // namespace tocsin::engine
