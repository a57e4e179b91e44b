// Why an alert is told, or is not: the worked-out half hour of the shop, looked at while it runs.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;
using Json = nlohmann::json;

class Desk {
 public:
  explicit Desk(const std::string& rules = shop_rules()) {
    dir_.write("rules/shop.tocsin", rules);
    dir_.write("events.csv", shop_events());
  }

  Run ask(const std::string& command, const std::string& what, const std::string& at,
          std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {command, what, "rules", "--data", "shop=events.csv", "--at", at});
    return run_tocsin(dir_, more);
  }

  Json asked(const std::string& command, const std::string& at,
             std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--format", "json"});
    const auto run = ask(command, "shop.slow", at, more);
    INFO(run.err);
    REQUIRE(run.code == 0);
    return Json::parse(run.out);
  }

  void silence() const {
    const auto run = run_tocsin(
        dir_, {"silence", "add", "shop.slow", "--from", "2026-03-02T09:00Z", "--until",
               "2026-03-02T09:20Z", "--because", "load test", "--by", "ada", "--store", "log.db"});
    REQUIRE(run.code == 0);
  }

 private:
  TempDir dir_;
};

Json stage(const Json& alert, const std::string& name) {
  for (const auto& stage : alert.at("stages"))
    if (stage.at("name") == name) return stage;
  FAIL("no stage " << name);
  return {};
}

// A page wakes somebody after five minutes; a diary hears of everything by the hour.
std::string rules_with_a_diary() {
  auto rules = shop_rules();
  rules.resize(rules.find("route page"));
  return rules + R"(
channel boss: webhook { url "http://127.0.0.1:9/boss"
  private true }
channel diary: webhook { url "http://127.0.0.1:9/diary"
  private true }
route page to hook escalate to boss after 5m
route page, warn to diary digest hourly
)";
}

}  // namespace

TEST_CASE("a rung that is pending says when it fires", "[scenario][why]") {
  const auto said = Desk().asked("why-not", "2026-03-02T09:13Z");
  CHECK(said.at("at") == "2026-03-02T09:13:00Z");
  CHECK(said.at("rules").get<std::string>().size() == 32);
  REQUIRE(said.at("alerts").size() == 1);
  const auto& alert = said["alerts"][0];
  CHECK(alert.at("state") == "pending");
  CHECK(stage(alert, "sample").at("verdict") == "600ms");
  CHECK(stage(alert, "page").at("verdict") == "pending since 2026-03-02T09:12:00Z");
  CHECK(alert.at("next").at("action") == "page fires");
  CHECK(alert["next"].at("acts") == "2026-03-02T09:14:00Z");
  CHECK(alert.at("judged_again") == "2026-03-02T09:14:00Z");
}

TEST_CASE("an alert that was told says to whom, along which route", "[scenario][why]") {
  const auto run = Desk().ask("why", "shop.slow", "2026-03-02T09:16Z");
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK_THAT(run.out, Contains("shop.slow: page since 2026-03-02T09:14:00Z, breach, incident ") &&
                          Contains("firing since 2026-03-02T09:14:00Z") &&
                          Contains("page goes to") && Contains("matches") && Contains("told page"));
}

TEST_CASE("an alert that is silenced says by whom, why and until when", "[scenario][why]") {
  const Desk desk;
  desk.silence();
  const auto said = desk.asked("why", "2026-03-02T09:16Z", {"--store", "log.db"});
  const auto& alert = said.at("alerts").at(0);
  const auto silence = stage(alert, "silence");
  CHECK(silence.at("verdict") == "held back");
  CHECK_THAT(silence.at("details").at(0).get<std::string>(),
             Contains("by ada until 2026-03-02T09:20:00Z: load test"));
  CHECK(alert.at("next").at("action") == "the silence ends");
  CHECK(alert["next"].at("acts") == "2026-03-02T09:20:00Z");
  CHECK(stage(alert, "suppression").at("verdict") == "none concerns this monitor");
}

TEST_CASE("who is told later, and by the hour, is said too", "[scenario][why]") {
  const Desk desk(rules_with_a_diary());
  const auto early = desk.asked("why", "2026-03-02T09:16Z");
  const auto& alert = early.at("alerts").at(0);
  const auto boss = stage(alert, "escalation to boss");
  CHECK(boss.at("verdict") == "waits for an answer");
  CHECK(boss.at("acts") == "2026-03-02T09:19:00Z");
  const auto diary = stage(alert, "digest to diary");
  CHECK(diary.at("verdict") == "waits for the digest");
  CHECK(diary.at("acts") == "2026-03-02T10:00:00Z");
  // The change at 09:14 was two samples ago: 118 - 2 * 2 hundredths of one sample in twenty.
  const auto flapping = stage(alert, "flapping");
  CHECK(flapping.at("verdict") == "does not flap");
  CHECK_THAT(flapping.at("details").at(0).get<std::string>(),
             Contains("5% of the last 20 samples"));
  const auto late = desk.asked("why", "2026-03-02T09:19Z");
  CHECK(stage(late.at("alerts").at(0), "escalation to boss").at("verdict") ==
        "was told, since nobody had answered");
}

TEST_CASE("what is well says that it is", "[scenario][why]") {
  const auto run = Desk().ask("why-not", "slow", "2026-03-02T09:08Z");
  REQUIRE(run.code == 0);
  CHECK_THAT(run.out, Contains("shop.slow: ok") && Contains("is on the good side") &&
                          Contains("at rest") && Contains("would go to") &&
                          Contains("no clock is running"));
}

TEST_CASE("who is asked for and is not there is told so", "[scenario][why]") {
  const Desk desk;
  const auto nobody = desk.ask("why", "shop.slwo", "2026-03-02T09:13Z");
  CHECK(nobody.code == 2);
  CHECK_THAT(nobody.err, Contains("no monitor") && Contains("shop.slow"));
  const auto segment = desk.ask("why", "shop.slow [city=rome]", "2026-03-02T09:13Z");
  CHECK(segment.code == 2);
  CHECK_THAT(segment.err, Contains("no such segment"));
  CHECK(desk.ask("why", "shop.slow", "later").code == 2);
}

}  // namespace tocsin::test
