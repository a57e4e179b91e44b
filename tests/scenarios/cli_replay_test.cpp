// What a replay leaves behind: bytes that do not change, a log that can be closed, messages that
// are sent when asked for and never otherwise.
#include "tests/scenarios/program.hpp"
#include "tests/support/counterpart.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

class Desk {
 public:
  Desk() {
    dir_.write("rules/shop.tocsin", shop_rules());
    dir_.write("events.csv", shop_events());
  }

  const TempDir& dir() const { return dir_; }

  Run replay(std::vector<std::string> more, const std::string& rules = "rules") const {
    more.insert(more.begin(), {"replay", rules, "--data", "shop=events.csv"});
    return run_tocsin(dir_, more);
  }

  Run incidents(std::vector<std::string> more) const {
    more.insert(more.begin(), "incidents");
    more.insert(more.end(), {"--store", "log.db"});
    return run_tocsin(dir_, more, {"TOCSIN_USER=ada"});
  }

  nlohmann::json list(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), "list");
    more.insert(more.end(), {"--format", "json"});
    const auto run = incidents(more);
    REQUIRE(run.code == 0);
    return nlohmann::json::parse(run.out);
  }

 private:
  TempDir dir_;
};

std::string rules_for(const Counterpart& receiver, const std::string& path) {
  return shop_rules(fmt::format("http://127.0.0.1:{}{}", receiver.port(), path));
}

}  // namespace

TEST_CASE("the page of the shop comes when it was worked out", "[scenario][cli]") {
  const auto run = Desk().replay({"--format", "json"});
  REQUIRE(run.code == 0);
  const auto report = nlohmann::json::parse(run.out);
  REQUIRE(report.at("alerts").size() == 1);
  const auto& alert = report["alerts"][0];
  CHECK(alert.at("monitor") == "slow");
  CHECK(alert.at("severity") == "page");
  CHECK(alert.at("began") == "2026-03-02T09:14:00Z");
  CHECK(alert.at("ended") == "2026-03-02T09:26:00Z");
  CHECK(alert.at("peak").get<double>() == Approx(0.6));
  CHECK(report.at("messages").size() == 2);
}

TEST_CASE("the same replay twice gives the same bytes", "[scenario][cli]") {
  const Desk desk;
  const std::string form = GENERATE("csv", "jsonl");
  const auto once = desk.replay({"--readings", "once." + form, "--payloads"});
  const auto again = desk.replay({"--readings", "again." + form, "--payloads"});
  REQUIRE(once.code == 0);
  CHECK(once.out == again.out);
  const auto readings = content_of(desk.dir() / ("once." + form));
  CHECK(std::count(readings.begin(), readings.end(), '\n') > 30);
  CHECK(readings == content_of(desk.dir() / ("again." + form)));
  CHECK(desk.replay({"--format", "json"}).out == desk.replay({"--format", "json"}).out);
}

TEST_CASE("readings have the header and the values that notebooks rely on", "[scenario][cli]") {
  const Desk desk;
  REQUIRE(desk.replay({"--readings", "r.csv"}).code == 0);
  const auto readings = content_of(desk.dir() / "r.csv");
  CHECK_THAT(readings, Catch::Matchers::StartsWith(
                           "slot,model,monitor,segment,value,low,high,n,labelled,state,reason\n"));
  // At 09:01 the event of 09:00:00 is in the window, at 09:09 those of (09:03, 09:08]. Among 50
  // nothing is sure to lie above the 95th percentile: no upper end.
  for (const char* line : {"2026-03-02T09:01:00Z,shop,slow,,,,,1,,ok,needs 10 events",
                           "2026-03-02T09:09:00Z,shop,slow,,0.1,0.1,,50,,ok,",
                           "2026-03-02T09:12:00Z,shop,slow,,0.6,0.6,,50,,pending,",
                           "2026-03-02T09:14:00Z,shop,slow,,0.6,0.6,,50,,page,"})
    CHECK_THAT(readings, Contains(fmt::format("\n{}\n", line)));
}

TEST_CASE("a replay draws what it measured", "[scenario][cli]") {
  const Desk desk;
  REQUIRE(desk.replay({"--charts", "to/charts"}).code == 0);
  const auto chart = content_of(desk.dir() / "to/charts/shop.slow.svg");
  CHECK_THAT(chart, Contains(">Search is slow</text>"));
  CHECK_THAT(chart, Contains(">shop.slow: p95(latency) over 5m</text>"));
  CHECK_THAT(chart, Contains(">page &gt; 400ms</text>"));
  CHECK_THAT(chart, Contains(">warn &gt; 200ms</text>"));
  CHECK_THAT(chart, Contains("<title>page from 2026-03-02T09:14:00Z to 2026-03-02T09:26:00Z: "));
  CHECK_THAT(chart, Contains(">400ms</text>"));

  const auto refused = desk.replay({"--charts", "events.csv"});
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, Contains("--charts events.csv: expected a folder"));
}

TEST_CASE("of a monitor of many segments the first twenty are drawn, and that is said",
          "[scenario][cli]") {
  TempDir dir;
  dir.write("shop.tocsin", R"(tocsin 1
model shop {
  time at
  field lang: category
}
watch shop {
  fear all "All" {
    measure count over 1h every 1h
    by lang top 50 and overall
    page when > 100
  }
}
channel hook: webhook { url "http://127.0.0.1:1/hook" }
route page, warn to hook
)");
  std::string rows = "at,lang\n";
  for (int i = 0; i < 25; ++i) rows += fmt::format("2026-03-02T09:{:02}:00Z,a {}\n", i, i);
  rows += "2026-03-02T12:00:00Z,a/0\n";
  dir.write("events.csv", rows);
  const auto run =
      run_tocsin(dir, {"replay", "shop.tocsin", "--data", "shop=events.csv", "--charts", "charts"});
  REQUIRE(run.code == 0);
  CHECK_THAT(run.err, Contains("shop.all has 26 segments; there are charts of the first 20"));
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(dir / "charts"))
    names.insert(file.path().filename().string());
  CHECK(names.size() == 21);
  CHECK(names.contains("shop.all.overall.svg"));
  CHECK(names.contains("shop.all.lang_a_0.svg"));
}

TEST_CASE("an incident goes from a replay to its root cause", "[scenario][cli]") {
  const Desk desk;
  REQUIRE(desk.replay({"--store", "log.db"}).code == 0);
  const auto open = desk.list();
  REQUIRE(open.size() == 1);
  const std::string id = open[0].at("id");
  CHECK(open[0].at("state") == "open");
  CHECK(open[0].at("replayed") == true);
  CHECK(open[0].at("opened") == "2026-03-02T09:14:00Z");

  CHECK(desk.incidents({"ack", id, "--text", "on it"}).code == 0);
  CHECK(desk.list({"--state", "acknowledged"}).size() == 1);
  CHECK(desk.incidents({"note", id, "the index was rebuilt"}).code == 0);
  CHECK(desk.incidents({"resolve", id, "--cause", "serving.capacity", "--text", "one node too few",
                        "--step", "added a node"})
            .code == 0);
  CHECK(desk.list({"--state", "unresolved"}).empty());
  CHECK(desk.list({"--cause", "serving"}).size() == 1);
  CHECK(desk.list({"--cause", "data"}).empty());
  CHECK(desk.list({"--model", "nobody"}).empty());

  const auto shown = desk.incidents({"show", id}).out;
  for (const char* word :
       {"resolved", "ada", "on it", "the index was rebuilt", "serving.capacity", "one node too few",
        "added a node", "2026-03-02T09:14:00Z", "600ms > 400ms", "PAGE shop: Search is slow"})
    CHECK_THAT(shown, Contains(word));

  SECTION("what does not exist is told") {
    const auto nobody = desk.incidents({"show", "ffffffffffff"});
    CHECK(nobody.code == 2);
    CHECK_THAT(nobody.err, Contains("ffffffffffff"));
    const auto cause = desk.incidents({"resolve", id, "--cause", "gremlins"});
    CHECK(cause.code == 2);
    CHECK_THAT(cause.err, Contains("gremlins") && Contains("serving.latency"));
  }
  SECTION("the same replay once more adds nothing") {
    REQUIRE(desk.replay({"--store", "log.db"}).code == 0);
    REQUIRE(desk.list().size() == 1);
    CHECK(desk.list()[0].at("id") == id);
  }
}

TEST_CASE("nothing leaves the machine unless it is said, and then each message once",
          "[scenario][cli]") {
  Counterpart receiver("http_stub.py");
  if (!receiver.is_there()) return;
  const Desk desk;
  desk.dir().write("quiet/shop.tocsin", rules_for(receiver, "/quiet"));
  desk.dir().write("sent/shop.tocsin", rules_for(receiver, "/sent"));
  desk.dir().write("last/shop.tocsin", rules_for(receiver, "/last"));

  // The receiver takes them in order: had the first replay sent anything, it would come first.
  const auto quiet = desk.replay({}, "quiet");
  CHECK(quiet.code == 0);
  CHECK_THAT(quiet.out, Contains("none sent"));
  const auto sent = desk.replay({"--send", "--store", "log.db"}, "sent");
  CAPTURE(sent.out, sent.err);
  CHECK(sent.code == 0);
  // What the log has a receipt for is not sent again.
  const auto again = desk.replay({"--send", "--store", "log.db"}, "sent");
  CHECK(again.code == 0);
  CHECK_THAT(again.out,
             Contains("delivered: by an earlier replay into this store, not sent again"));
  CHECK(desk.replay({"--send", "--to", "2026-03-02T09:20Z"}, "last").code == 0);

  const auto page = receiver.next(), end = receiver.next(), last = receiver.next();
  CHECK(page.at("path") == "/sent");
  CHECK_THAT(page.at("body").get<std::string>(), Contains("PAGE shop: Search is slow"));
  CHECK(end.at("path") == "/sent");
  CHECK_THAT(end.at("body").get<std::string>(), Contains("RESOLVED shop: Search is slow"));
  CHECK(last.at("path") == "/last");
  for (const auto& request : {page, end, last}) CHECK(request.at("problems").empty());
  CHECK(page.at("headers").at("webhook-id") != end.at("headers").at("webhook-id"));

  const auto shown = desk.incidents({"show", desk.list().at(0).at("id").get<std::string>()}).out;
  CHECK_THAT(shown, Contains("delivered"));
}

}  // namespace tocsin::test
