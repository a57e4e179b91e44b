// Rules of tocsin as rules of Prometheus, judged by promtool, and back again.
#include "tests/scenarios/program.hpp"
#include "tests/support/process.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

// Raw monitors of most kinds, and one that reads events.
constexpr const char* kRules = R"rules(tocsin 1

model ranker "Ranking" {
  owner "ranking"
  time at
  field latency: duration in ms
}

watch ranker {
  every 30s
  runbook "https://wiki.example/ranker"

  service queue "The queue grows" {
    measure promql """max by (platform) (queue_depth{job="ranker"})""" as int over 10m
    by platform
    warn when > 100 for 10m
    page when > 200 for 5m until clear for 15m
    no data warn after 20m
    message "{segment.platform} has {value}, more than {threshold}"
    tag tier = "1"
  }

  service full "The disk is full" {
    measure promql """sum(used) / sum(size)""" as share over 5m
    page when >= 80% for 3m until clear
    no data ok
    because "Old days may go first."
  }

  service slow "Answers are late" {
    measure promql """max(latency_ms)""" as duration in ms over $W
    warn when > 1s for 2m
    no data ok
  }

  quality odd "Scores are odd" {
    measure promql """avg(score)""" as number over 5m
    warn when outside 0.25..0.75 for 10m
    no data keep
  }

  service replicas "A replica is gone" {
    measure promql """count(up{job="ranker"})""" as int over 5m
    page when != 3 for 1m
    no data ok
  }

  service late "Events are late" {
    measure p95(latency) over 5m
    warn when > 1s
    no data keep
  }
}

channel oncall: console {}
route warn, page to oncall repeat 1h
)rules";

std::string rules() {
  std::string text = kRules;
  return text.replace(text.find("$W"), 2, "5m");
}

bool has_promtool() {
  if (std::filesystem::exists("/usr/bin/promtool")) return true;
  skip("no promtool here (script/bootstrap --test installs it)");
  return false;
}

}  // namespace

TEST_CASE("promtool accepts what is exported, and the losses are said", "[scenario][export]") {
  const TempDir dir;
  dir.write("rules/ranker.tocsin", rules());
  const auto made = run_tocsin(dir, {"export", "prometheus", "rules", "--out", "alerts.yml"});
  INFO(made.err);
  REQUIRE(made.code == 0);
  CHECK(made.out.empty());
  const auto text = content_of(dir / "alerts.yml");
  INFO(text);
  CHECK_THAT(made.err, Contains("ranker.late: its measure is of events") &&
                           Contains("ranker.odd: no data keep") &&
                           Contains("6 monitors became 7 alerts: 3 in whole, 2 with losses, 1 not "
                                    "at all"));
  for (const char* line :
       {"interval: 30s", R"(expr: "tocsin:ranker:queue > 200")", "keep_firing_for: 15m",
        R"x(expr: "(sum(used) / sum(size)) >= 0.8")x", R"x(expr: "max(latency_ms) > 1000")x",
        R"x(expr: "avg(score) < 0.25 or avg(score) > 0.75")x", "for: 20m",
        R"(description: "{{ $labels.platform }} has {{ $value }}, more than > 200")"})
    CHECK_THAT(text, Contains(line));
  if (!has_promtool()) return;
  CHECK(ChildProcess({"/usr/bin/promtool", "check", "rules", (dir / "alerts.yml").string()})
            .exit_code() == 0);
}

TEST_CASE("what was exported comes back with its queries, thresholds, holds and labels",
          "[scenario][export]") {
  const TempDir dir;
  dir.write("rules/ranker.tocsin", rules());
  REQUIRE(run_tocsin(dir, {"export", "prometheus", "rules", "--out", "alerts.yml"}).code == 0);
  const auto back = run_tocsin(dir, {"import", "prometheus", "alerts.yml"});
  REQUIRE(back.code == 0);
  INFO(back.out);
  for (const char* line :
       {R"(service queue "The queue grows" {)",
        R"x(measure promql """max by (platform) (queue_depth{job="ranker"})""" as int over 10m)x",
        "by platform\n", "warn when > 100 for 10m", "page when > 200 for 5m until clear for 15m",
        "no data warn after 20m", R"(tag tier = "1")",
        R"x(measure promql """sum(used) / sum(size)""" as share over 5m)x",
        "page when >= 80% for 3m", R"(because "Old days may go first.")",
        R"x(measure promql """max(latency_ms)""" as duration in ms over 5m)x",
        "warn when > 1000ms for 2m", R"x(quality odd "Scores are odd" {)x",
        "warn when outside 0.25..0.75 for 10m", "as int over 5m", "page when != 3 for 1m",
        "every 30s", R"(owner "ranking")", R"(runbook "https://wiki.example/ranker")"})
    CHECK_THAT(back.out, Contains(line));
  dir.write("back/back.tocsin", back.out);
  const auto checked = run_tocsin(dir, {"check", "back"});
  INFO(checked.err);
  CHECK(checked.code == 0);
  const auto again = run_tocsin(dir, {"export", "prometheus", "back", "--format", "json"});
  CHECK(nlohmann::json::parse(again.out)["monitors"].size() == 5);
}

TEST_CASE("rules without a monitor for Prometheus are an empty file that it accepts",
          "[scenario][export]") {
  const TempDir dir;
  dir.write("rules/shop.tocsin", shop_rules());
  const auto made = run_tocsin(dir, {"export", "prometheus", "rules"});
  CHECK(made.code == 0);
  CHECK(made.out == "groups: []\n");
  CHECK_THAT(made.err, Contains("1 not at all"));
  dir.write("rules/broken.tocsin", "tocsin 1\nwatch nobody {}\n");
  CHECK(run_tocsin(dir, {"export", "prometheus", "rules"}).code == 1);
  CHECK(run_tocsin(dir, {"export", "prometheus", "nowhere"}).code == 2);
}

}  // namespace tocsin::test
