// `tocsin notify`: channels tried, and what they would say.
#include "tests/scenarios/program.hpp"
#include "tests/support/counterpart.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using nlohmann::json;

constexpr const char* kKey = "0123456789abcdef0123456789abcdef";

// A model with one fear that pages one channel and warns another.
std::string rules(const std::string& pagerduty) {
  return fmt::format(R"(tocsin 1

model shop "Shop" {{
  time at
  field platform: category of ["smava", "check24"]
  field latency: duration in ms
}}

channel oncall: pagerduty {{
  key env("ONCALL_KEY")
  url "{}"
}}
channel team: slack {{ url env("TEAM_URL") }}
route page to oncall repeat 1h
route warn, page to team quietly

watch shop {{
  fear slow "The form is slow" {{
    measure p95(latency) over 5m
    by platform
    no data keep
    warn when > 200ms for 2m
    page when > 400ms for 2m
  }}
}}
)",
                     pagerduty);
}

}  // namespace

TEST_CASE("a test message is sent, marked and ended", "[scenario][notify]") {
  Counterpart stub("http_stub.py");
  const TempDir dir;
  dir.write("shop.tocsin", rules(fmt::format("http://127.0.0.1:{}", stub.port())));
  const auto run =
      run_tocsin(dir, {"notify", "test", "oncall"}, {std::string("ONCALL_KEY=") + kKey});
  CHECK(run.err.empty());
  CHECK(run.code == 0);
  CHECK_THAT(run.out, Catch::StartsWith("channel oncall (pagerduty)\n"
                                        "beginning: delivered 202 Event processed\n"
                                        "  known there as ") &&
                          Catch::Contains("\nend: delivered 202 Event processed\n"));
  const auto begun = json::parse(std::string(stub.next()["body"]));
  CHECK(begun["payload"]["summary"] ==
        "TEST: This is a test of channel oncall; nothing is wrong "
        "(somebody has run `tocsin notify test`)");
  CHECK(begun["payload"]["severity"] == "info");
  const auto ended = json::parse(std::string(stub.next()["body"]));
  CHECK(ended["event_action"] == "resolve");
  CHECK(ended["dedup_key"] == begun["dedup_key"]);
}

TEST_CASE("a test message that is refused says so and exits with 2", "[scenario][notify]") {
  Counterpart stub("http_stub.py",
                   {"--answers", R"([{"status":429,"headers":{"Retry-After":"7"}}])"});
  const TempDir dir;
  dir.write("shop.tocsin", rules(fmt::format("http://127.0.0.1:{}", stub.port())));
  const auto run = run_tocsin(dir, {"notify", "test", "oncall", "--format", "json"},
                              {std::string("ONCALL_KEY=") + kKey});
  CHECK(run.code == 2);
  const auto told = json::parse(run.out);
  CHECK(told["channel"] == "oncall");
  REQUIRE(told["attempts"].size() == 1);
  CHECK(told["attempts"][0]["delivery"] == "retry");
  CHECK(told["attempts"][0]["status"] == 429);
  CHECK(told["attempts"][0]["retry_after_seconds"] == 7);
}

TEST_CASE("a channel that cannot be tried says why", "[scenario][notify]") {
  const TempDir dir;
  dir.write("shop.tocsin", rules("http://127.0.0.1:1"));
  const auto unknown = run_tocsin(dir, {"notify", "test", "oncal"});
  CHECK(unknown.code == 2);
  CHECK(unknown.err == "tocsin: notify: there is no channel `oncal`; did you mean `oncall`?\n");
  const auto unset = run_tocsin(dir, {"notify", "test", "team"});
  CHECK(unset.code == 2);
  CHECK(unset.err ==
        "tocsin: channel team: setting `url`: the environment variable TEAM_URL is not set\n");
  const auto nothing = run_tocsin(dir, {"notify"});
  CHECK(nothing.code == 2);
  CHECK_THAT(nothing.err, Catch::Contains("test or preview"));
}

TEST_CASE("a preview shows every payload of a monitor and no secret", "[scenario][notify]") {
  const TempDir dir;
  dir.write("shop.tocsin", rules("http://127.0.0.1:1"));
  const auto run = run_tocsin(dir, {"notify", "preview", "slow", "--format", "json"});
  CHECK(run.err.empty());
  REQUIRE(run.code == 0);
  std::vector<std::string> told;
  for (const auto& payload : json::parse(run.out))
    told.push_back(fmt::format("{} {} {}", std::string(payload["channel"]),
                               std::string(payload["message"]), std::string(payload["severity"])));
  CHECK(told == std::vector<std::string>{"oncall beginning page", "oncall repeat page",
                                         "oncall end page", "team beginning warn",
                                         "team beginning page"});
  const std::string first = json::parse(run.out)[0]["payload"];
  CHECK_THAT(first, Catch::Contains("\"routing_key\": \"env(ONCALL_KEY)\"") &&
                        Catch::Contains("PAGE shop: The form is slow [platform=smava]") &&
                        Catch::Contains("400ms > 400ms"));
  const auto table = run_tocsin(dir, {"notify", "preview", "shop.slow"});
  CHECK_THAT(table.out, Catch::StartsWith("# oncall (pagerduty): beginning at page\nPOST ") &&
                            Catch::Contains("\n# team (slack): beginning at warn\n"
                                            "POST env(TEAM_URL)\n"));
}

TEST_CASE("a preview of a monitor that is not there names what is", "[scenario][notify]") {
  const TempDir dir;
  dir.write("shop.tocsin", rules("http://127.0.0.1:1"));
  const auto run = run_tocsin(dir, {"notify", "preview", "slwo"});
  CHECK(run.code == 2);
  CHECK_THAT(run.err, Catch::Contains("no monitor has this name") && Catch::Contains("shop.slow"));
}

TEST_CASE("a message says what it was the last time", "[scenario][notify]") {
  Counterpart stub("http_stub.py");
  const TempDir dir;
  dir.write("shop.tocsin", shop_rules(fmt::format("http://127.0.0.1:{}/hook", stub.port())));
  dir.write("monday.csv", shop_events());
  auto tuesday = shop_events();
  for (auto day = tuesday.find("2026-03-02"); day != std::string::npos;
       day = tuesday.find("2026-03-02", day))
    tuesday.replace(day, 10, "2026-03-03");
  dir.write("tuesday.csv", tuesday);
  const auto replay = [&](const std::string& file, const std::string& how) {
    return run_tocsin(
        dir, {"replay", "shop.tocsin", "--data", "shop=" + file, "--store", "log.db", how});
  };
  REQUIRE(replay("monday.csv", "--payloads").code == 0);
  const auto listed =
      run_tocsin(dir, {"incidents", "list", "--store", "log.db", "--format", "json"});
  const std::string id = json::parse(listed.out)[0]["id"];
  REQUIRE(run_tocsin(dir, {"incidents", "resolve", id, "--cause", "data.unit", "--text",
                           "latency came in seconds", "--store", "log.db", "--by", "ada"})
              .code == 0);

  REQUIRE(replay("tuesday.csv", "--send").code == 0);
  const auto told = json::parse(std::string(stub.next()["body"]))["data"];
  CHECK(told["earlier"] == id + " of 2026-03-02, data.unit: latency came in seconds");
  CHECK_THAT(std::string(told["body"]),
             Catch::Contains("\nlast time: " + id +
                             " of 2026-03-02, data.unit: latency came in "
                             "seconds\nacknowledge: tocsin incidents ack "));
}

}  // namespace tocsin::test
