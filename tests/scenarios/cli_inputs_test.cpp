// Which files a replay reads and which stretch of them, and that nothing about it is left unsaid.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

constexpr int kTrouble = 2;

std::string shop_with(const std::string& lines, const std::string& model = "shop") {
  return fmt::format(R"(tocsin 1

model {} "Shop search" {{
  owner "search"
  time at
  key id
  field latency: duration in ms
  {}
}}

watch {} {{
  fear slow "Search is slow" {{
    measure mean(latency) over 5m
    warn when > 200ms for 2m
    no data keep
    runbook "https://wiki.shop.example/slow"
  }}
}}

channel team: console {{}}
route warn to team
)",
                     model, lines, model);
}

nlohmann::json report_of(const Run& run) {
  CAPTURE(run.err);
  REQUIRE(run.code == 0);
  return nlohmann::json::parse(run.out);
}

}  // namespace

TEST_CASE("a replay reads the source that the model declares, seen from the project's folder",
          "[scenario][cli]") {
  const TempDir dir;
  dir.write("rules/shop.tocsin", shop_with("source csv(\"data/events.csv\")"));
  SECTION("its file") {
    dir.write("rules/data/events.csv", shop_events());
    const auto report = report_of(run_tocsin(dir, {"replay", "rules", "--format", "json"}));
    CHECK(report["models"][0]["rows"] == 300);
    CHECK(report["alerts"].size() == 1);
  }
  SECTION("another one where --data names it") {
    dir.write("rules/data/events.csv", shop_events());
    dir.write("few.csv", "id,at,latency\na,2026-03-02T09:00:00Z,100\n");
    const auto report = report_of(
        run_tocsin(dir, {"replay", "rules", "--data", "shop=few.csv", "--format", "json"}));
    CHECK(report["models"][0]["rows"] == 1);
  }
  SECTION("and says when it is not there") {
    const auto run = run_tocsin(dir, {"replay", "rules"});
    CHECK(run.code == kTrouble);
    for (const char* word : {"shop", "data/events.csv", "--data shop=FILE"})
      CHECK_THAT(run.err, Contains(word));
  }
}

TEST_CASE("a row decades away from all others is told, not waited for", "[scenario][cli]") {
  const TempDir dir;
  dir.write("shop.tocsin", shop_with(""));
  struct Case {
    std::string_view why, stray, told;
    std::vector<std::string> way_out;
  };
  const auto c = GENERATE(values<Case>({
      {"a clock that begins in 1970",
       "x,5,100\n",
       "events.csv: 1 of 301 rows is from 1970-01-01T00:00:05Z, 56 years before the others",
       {"--from", "2026-03-02T09:00:00Z"}},
      {"a clock far ahead",
       "x,2062-03-02T00:00:00Z,100\n",
       "events.csv: 1 of 301 rows is from 2062-03-02T00:00:00Z, 35 years after the others",
       {"--to", "2026-03-02T09:29:54Z"}},
  }));
  DYNAMIC_SECTION(c.why) {
    dir.write("events.csv", shop_events() + std::string(c.stray));
    std::vector<std::string> replay{"replay", "shop.tocsin", "--data", "shop=events.csv"};
    const auto refused = run_tocsin(dir, replay);
    CHECK(refused.code == kTrouble);
    CHECK_THAT(refused.err, Contains(std::string(c.told)));
    CHECK_THAT(refused.err, Contains(fmt::format("{}", fmt::join(c.way_out, " "))));
    replay.insert(replay.end(), c.way_out.begin(), c.way_out.end());
    const auto run = run_tocsin(dir, replay);
    CHECK(run.code == 0);
    CHECK_THAT(run.out, Contains("shop: 300 rows"));
  }
}

TEST_CASE("a range without any row is said to be one", "[scenario][cli]") {
  const TempDir dir;
  dir.write("shop.tocsin", shop_with(""));
  dir.write("events.csv", shop_events());
  const auto replay = [&](const char* option, const char* time) {
    return run_tocsin(dir, {"replay", "shop.tocsin", "--data", "shop=events.csv", option, time});
  };
  CHECK_THAT(replay("--from", "2027-01-01").err,
             Contains("--from 2027-01-01T00:00:00Z lies after all rows"));
  const auto before = replay("--to", "2020-01-01");
  CHECK_THAT(before.err, Contains("--to 2020-01-01T00:00:00Z lies before all rows"));
  CHECK_THAT(before.out, Contains("Replayed 2020-01-01T00:00:00Z to 2020-01-01T00:00:00Z"));
  CHECK(replay("--from", "2026-03-02T09:10Z").err.empty());
  CHECK(replay("--from", "").code == kTrouble);
}

TEST_CASE("monitors of one name are told apart by their models", "[scenario][cli]") {
  const TempDir dir;
  dir.write("one/shop.tocsin", shop_with(""));
  dir.write("events.csv", shop_events());
  const auto one = run_tocsin(dir, {"replay", "one", "--data", "shop=events.csv"}).out;
  CHECK_THAT(one, Contains("\n  slow "));
  auto two = shop_with("");
  const auto mart = shop_with("", "mart");
  two += mart.substr(mart.find("model"), mart.find("channel") - mart.find("model"));
  dir.write("two/shop.tocsin", two);
  const auto both =
      run_tocsin(dir, {"replay", "two", "--data", "shop=events.csv", "--data", "mart=events.csv"})
          .out;
  CHECK_THAT(both, Contains("\n  shop.slow "));
  CHECK_THAT(both, Contains("\n  mart.slow "));
}

// Labels may take 1h; windows of 5m keep no event for much longer than that.
TEST_CASE("a label that comes far too late is late, and of rows left out none is missed",
          "[scenario][cli]") {
  const TempDir dir;
  auto rules = shop_with("label ok: bool, within 1h, arrives known");
  rules.replace(rules.find("mean(latency)"), 13, "share(ok)");
  rules.replace(rules.find("> 200ms"), 7, "> 50%");
  dir.write("shop.tocsin", rules);
  std::string events = "id,at,latency\n", labels = "id,known,ok\n";
  for (int minute = 0; minute < 600; ++minute) {
    const auto time = fmt::format("2026-03-02T{:02}:{:02}:00Z", minute / 60, minute % 60);
    events += fmt::format("e{},{},100\n", minute, time);
    // Those of the first ten come hours late, others with their event; one has no event at all.
    const auto known = minute < 10 ? "2026-03-02T08:00:00Z" : time;
    labels += fmt::format("e{},{},true\n", minute, known);
  }
  labels += "nobody,2026-03-02T02:00:00Z,true\n";
  dir.write("events.csv", events);
  dir.write("labels.csv", labels);
  const auto counts = [&](std::vector<std::string> more) {
    std::vector<std::string> replay{"replay",   "shop.tocsin",     "--data",   "shop=events.csv",
                                    "--labels", "shop=labels.csv", "--format", "json"};
    replay.insert(replay.end(), more.begin(), more.end());
    return report_of(run_tocsin(dir, replay))["models"][0];
  };
  const auto all = counts({});
  CHECK(all["labels"] == 590);
  CHECK(all["labels_late"] == 10);
  CHECK(all["labels_unmatched"] == 1);
  const auto later = counts({"--from", "2026-03-02T05:00Z"});
  CHECK(later["labels"] == 300);
  CHECK(later["labels_late"] == 0);
  CHECK(later["labels_unmatched"] == 1);
}

// The window of +12m is the first with more slow events than others; 2m later it warns.
TEST_CASE("a test says which tick it looked at, and hears of messages that it ignores alerts of",
          "[scenario][cli]") {
  const TempDir dir;
  dir.write("shop.tocsin", shop_with("") + R"(
test "slow from +10m" of shop {
  send 100 events over 10m { latency = 100ms }
  send 100 events over 10m { latency = 400ms }
  at +4m30s expect slow is ok
  at +5m expect slow is ok
  expect notified team
  ignore slow
}
)");
  const auto run = run_tocsin(dir, {"test", "shop.tocsin"});
  CAPTURE(run.err);
  CHECK(run.code == 0);
  CHECK_THAT(run.out, Contains("shop.tocsin:26: +4m30s is no tick, looked at +5m"));
  CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 4);
}

TEST_CASE("output that nobody took is not passed over", "[scenario][cli]") {
  const TempDir dir;
  dir.write("shop.tocsin", shop_with(""));
  dir.write("events.csv", shop_events());
  for (const char* command : {"replay shop.tocsin --data shop=events.csv",
                              "replay shop.tocsin --data shop=events.csv --format json",
                              "check shop.tocsin", "test shop.tocsin", "--help"}) {
    CAPTURE(command);
    const std::vector<std::string> shell{
        "/bin/sh", "-c",
        fmt::format("cd '{}' && '{}' {} >/dev/full 2>err", dir.path().string(),
                    tocsin_binary().string(), command)};
    CHECK(ChildProcess(shell).exit_code() == kTrouble);
    CHECK_THAT(content_of(dir / "err"), Contains("could not be written"));
  }
}

}  // namespace tocsin::test
