// What a replay says about the rules at its end: alerts that flap, monitors that never speak or
// never stop, and how many labels came in time.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace tocsin::test {
namespace {

const std::string kRules = R"(tocsin 1
model m "M" {
  owner "team"
  time at
  key id
  field x: number
  prediction guess: bool
  label truth: bool, within 1h, arrives known_at
}
watch m {
  quality jumps "It jumps" {
    measure mean(x) over each 10m
    page when > 5 {1}
  }
  quality rises "It rises out of sight" {
    measure mean(x) over 1h every 10m
    warn when > 1000 for 1h
  }
  performance quick "It is wrong" {
    measure accuracy over 1h every 10m on arrival
    warn when < 1%
  }
}
channel team: console {}
route page, warn to team repeat 1h
)";

// Every ten minutes another side of the limit; every second row has a label.
std::string rows(int count) {
  std::string text = "at,id,x,guess,truth,known_at\n";
  for (int i = 0; i < count; ++i) {
    const int minute = i * 10 + 5, day = 2 + minute / 1440;
    const auto at = fmt::format("2026-03-{:02}T{:02}:{:02}Z", day, minute / 60 % 24, minute % 60);
    text += fmt::format("{},{},{},true,{}\n", at, i, i % 2 == 0 ? 10 : 0,
                        i % 2 == 0 ? "true," + at : ",");
  }
  return text;
}

std::string rules_with(const std::string& end, const std::string& comment = "") {
  auto text = kRules;
  text.replace(text.find("{1}"), 3, end + comment);
  return text;
}

struct Replay {
  TempDir dir;

  Replay(const std::string& rules, int row_count) {
    dir.write("rules/m.tocsin", rules);
    dir.write("events.csv", rows(row_count));
  }
  Run run(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"replay", "rules", "--data", "m=events.csv"});
    return run_tocsin(dir, more);
  }
  // Messages by code and monitor's line.
  std::multimap<std::string, std::string> lints() const {
    const auto ran = run({"--format", "json"});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    std::multimap<std::string, std::string> found;
    const auto report = nlohmann::json::parse(ran.out);
    for (const auto& lint : report.at("lints")) found.emplace(lint.at("code"), lint.at("message"));
    return found;
  }
};

using Lints = std::multimap<std::string, std::string>;

}  // namespace

TEST_CASE("a replay counts how often an alert without `until` began anew", "[scenario][cli]") {
  // Nine of the eighteen intervals lie above the limit, eight of them soon after another one.
  CHECK(
      Replay(rules_with(""), 18).lints() ==
      Lints{{"L004", "page rung without `until`: the alert may flap (seen 8 times in this replay)"},
            {"L008", "`on arrival` judges fast labels only; coverage in this replay was 50%"},
            {"L017", "replay: `jumps` would have fired 9 times in 1d"}});
}

TEST_CASE("a week of silence is told, and an alert that holds its own is not", "[scenario][cli]") {
  const auto lints = Replay(rules_with("until < 3 for 1h"), 8 * 144).lints();
  CHECK(lints.count("L004") == 0);
  const auto [first, last] = lints.equal_range("L017");
  std::vector<std::string> silent;
  for (auto at = first; at != last; ++at) silent.push_back(at->second);
  // Eight days of rows, less ten minutes, and the hour for which the last label is awaited.
  CHECK(silent == std::vector<std::string>{"replay: `rises` would never have fired in 8d",
                                           "replay: `quick` would never have fired in 8d"});
}

TEST_CASE("lints of a replay keep to allowances and levels", "[scenario][cli]") {
  const Replay replay(rules_with("", "  # tocsin: allow L004 because \"one look at it is enough\""),
                      18);
  const auto text = replay.run().out;
  CHECK(text.find("L004") == std::string::npos);
  CHECK(text.find("What this says about the rules\n"
                  "  m.tocsin:11:11: warning[L017]: replay: `jumps` would have fired 9 times in "
                  "1d\n") != std::string::npos);
  // An allowance that only a replay needs is not called idle by a check.
  replay.dir.write("rules/tocsin.toml", "[lints]\nL017 = \"error\"\nL008 = \"off\"\n");
  const auto loud = replay.run();
  CHECK(loud.code == 1);
  CHECK(loud.out.find("error[L017]") != std::string::npos);
  CHECK(loud.out.find("L008") == std::string::npos);
}

}  // namespace tocsin::test
