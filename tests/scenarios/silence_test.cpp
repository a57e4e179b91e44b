// Silences by command: made, listed, ended, and heeded by a replay that is given their file.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;
using Json = nlohmann::json;

class Desk {
 public:
  Desk() {
    dir_.write("rules/shop.tocsin", shop_rules());
    dir_.write("events.csv", shop_events());
  }

  Run silence(std::vector<std::string> more) const {
    more.insert(more.begin(), "silence");
    more.insert(more.end(), {"--store", "log.db"});
    return run_tocsin(dir_, more, {"TOCSIN_USER=ada"});
  }

  Json made(std::vector<std::string> more) const {
    more.insert(more.begin(), "add");
    more.insert(more.end(), {"--because", "load test", "--format", "json"});
    const auto run = silence(more);
    INFO(run.err);
    REQUIRE(run.code == 0);
    return Json::parse(run.out).at(0);
  }

  // "2026-03-02T09:14:00Z beginning", one a message of the replay.
  std::string told() const {
    const auto report = replayed();
    std::string text;
    for (const auto& message : report.at("messages"))
      text +=
          message.at("at").get<std::string>() + " " + message.at("kind").get<std::string>() + "\n";
    return text;
  }

  Json replayed() const {
    const auto run = run_tocsin(dir_, {"replay", "rules", "--data", "shop=events.csv", "--store",
                                       "log.db", "--format", "json"});
    INFO(run.err);
    REQUIRE(run.code == 0);
    return Json::parse(run.out);
  }

  const TempDir& dir() const { return dir_; }

 private:
  TempDir dir_;
};

}  // namespace

TEST_CASE("what is silenced when it fires is told when the silence ends", "[scenario][silence]") {
  const Desk desk;
  desk.made({"shop.slow", "--from", "2026-03-02T09:00Z", "--until", "2026-03-02T09:20Z"});
  CHECK(desk.told() == "2026-03-02T09:20:00Z beginning\n2026-03-02T09:26:00Z end\n");
  const auto held = desk.replayed().at("alerts").at(0).at("held");
  REQUIRE(held.size() == 1);
  CHECK(held[0].at("from") == "2026-03-02T09:14:00Z");
  CHECK(held[0].at("to") == "2026-03-02T09:20:00Z");
  CHECK(held[0].at("kind") == "silence");
  CHECK(held[0].at("by") == "ada");
  CHECK(held[0].at("because") == "load test");
}

TEST_CASE("an alert that was told and then silenced is told to be over", "[scenario][silence]") {
  const Desk desk;
  desk.made({"*.slow", "--from", "2026-03-02T09:20Z", "--for", "1h"});
  CHECK(desk.told() == "2026-03-02T09:14:00Z beginning\n2026-03-02T09:26:00Z end\n");
}

TEST_CASE("a silence of other monitors changes nothing", "[scenario][silence]") {
  const Desk desk;
  desk.made({"shop.quick", "--from", "2026-03-02T09:00Z", "--for", "2h"});
  CHECK(desk.told() == "2026-03-02T09:14:00Z beginning\n2026-03-02T09:26:00Z end\n");
  CHECK(desk.replayed().at("alerts").at(0).at("held").empty());
}

TEST_CASE("a silence is ended before its time, and its past stays", "[scenario][silence]") {
  const Desk desk;
  const auto made =
      desk.made({"shop", "--from", "2026-03-02T09:00Z", "--until", "2026-03-02T10:00Z"});
  const auto id = made.at("id").get<std::string>();
  CHECK(id.size() == 8);
  CHECK(made.at("by") == "ada");
  CHECK(desk.told().empty());
  const auto ended =
      desk.silence({"end", id.substr(0, 4), "--at", "2026-03-02T09:16Z", "--by", "bo"});
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  CHECK_THAT(ended.out,
             Contains(id) && Contains("to 2026-03-02T09:16:00Z") && Contains("ended by bo"));
  CHECK(desk.told() == "2026-03-02T09:16:00Z beginning\n2026-03-02T09:26:00Z end\n");
  const auto again = desk.silence({"end", id});
  CHECK(again.code == 2);
  CHECK_THAT(again.err, Contains("was ended at 2026-03-02T09:16:00Z by bo"));
}

TEST_CASE("silences are listed while they are active or coming", "[scenario][silence]") {
  const Desk desk;
  desk.made({"shop.slow", "--for", "2h", "--where", "city=rome"});
  desk.made({"shop", "--from", "2026-03-02T09:00Z", "--for", "1h"});
  const auto now = desk.silence({"list", "--format", "json"});
  REQUIRE(now.code == 0);
  const auto listed = Json::parse(now.out);
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].at("state") == "active");
  CHECK(listed[0].at("selector") == "shop.slow");
  CHECK(listed[0].at("where").at("city") == "rome");
  CHECK(Json::parse(desk.silence({"list", "--all", "--format", "json"}).out).size() == 2);
  CHECK_THAT(desk.silence({"list", "--all"}).out,
             Contains("over") && Contains("by ada: load test") && Contains("[city=rome]"));
}

TEST_CASE("what is no silence is refused with what would be one", "[scenario][silence]") {
  struct Case {
    const char* why;
    std::vector<std::string> arguments;
    const char* said;
  };
  const auto c = GENERATE(values<Case>({
      {"no end", {"add", "shop", "--because", "x"}, "say when it ends"},
      {"two ends",
       {"add", "shop", "--because", "x", "--for", "1h", "--until", "2026-03-02"},
       "say when it ends"},
      {"no length", {"add", "shop", "--because", "x", "--for", "soon"}, "such as `2h`"},
      {"too long", {"add", "shop", "--because", "x", "--for", "31d"}, "the allowed 30d"},
      {"the end before the start",
       {"add", "shop", "--because", "x", "--from", "2026-03-03", "--until", "2026-03-02"},
       "ends before it starts"},
      {"no reason", {"add", "shop", "--for", "1h"}, "--because"},
      {"an empty reason", {"add", "shop", "--for", "1h", "--because", " "}, "needs a reason"},
      {"no selector",
       {"add", "shop..slow", "--for", "1h", "--because", "x"},
       "such as `loans.slow`"},
      {"half a label",
       {"add", "shop", "--for", "1h", "--because", "x", "--where", "city"},
       "expected FIELD=VALUE"},
      {"nothing that it would silence",
       {"add", "shop.fast", "rules", "--for", "1h", "--because", "x"},
       "matches no monitor"},
      {"a field that tells nothing apart",
       {"add", "shop.slow", "rules", "--for", "1h", "--because", "x", "--where", "city=rome"},
       "told apart by `city`"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto run = Desk().silence(c.arguments);
    CHECK(run.code == 2);
    CHECK_THAT(run.err, Contains(c.said));
    CHECK(run.out.empty());
  }
}

TEST_CASE("a silence that is not there cannot be ended", "[scenario][silence]") {
  const Desk desk;
  desk.made({"shop", "--for", "1h"});
  const auto run = desk.silence({"end", "zz"});
  CHECK(run.code == 2);
  CHECK_THAT(run.err, Contains("no silence is called `zz`"));
}

}  // namespace tocsin::test
