// History without the incidents that people found to be real.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

// Fares by the hour: twelve as usual, one of 900, eight as usual, and 40 in the last but one.
// Beside the 900 an hour of 40 is nothing; without it, it stands 25 deviations above the others.
std::string fares() {
  constexpr int kFares[] = {10, 12,  11, 13, 12, 11, 10, 12, 13, 11, 12,
                            10, 900, 11, 12, 11, 13, 10, 12, 11, 40, 12};
  std::string rows = "at,fare\n";
  int hour = 0;
  for (const int fare : kFares) rows += fmt::format("2026-03-02T{:02}:30Z,{}\n", hour++, fare);
  return rows;
}

constexpr const char* kRules = R"(tocsin 1
model taxi "Taxi" { owner "fares"; time at; field fare: number }
watch taxi {
  quality unusual "Fares are unusual" {
    measure zscore(mean(fare), past: 1d) over each 1h
    warn when outside -4..4
  }
}
channel all: console {}
route warn, info, page to all
incident from warn by model join 10m
)";

nlohmann::json replayed(const TempDir& dir) {
  const auto run = run_tocsin(dir, {"replay", "rules", "--data", "taxi=fares.csv", "--store",
                                    "log.db", "--format", "json"});
  REQUIRE(run.code == 0);
  return nlohmann::json::parse(run.out).at("alerts");
}

}  // namespace

TEST_CASE("a replay leaves real incidents out of the past, from when they were judged",
          "[scenario][incidents]") {
  struct Case {
    std::string why, cause, judged;
    std::size_t alerts;
  };
  const auto c = GENERATE(values<Case>({
      {"it was real", "data.unit", "2026-03-02T18:00Z", 2},
      {"nothing was wrong", "monitor.false_alarm", "2026-03-02T18:00Z", 1},
      {"nobody knew it yet", "data.unit", "2026-03-02T21:30Z", 1},
  }));
  DYNAMIC_SECTION(c.why) {
    TempDir dir;
    dir.write("rules/taxi.tocsin", kRules);
    dir.write("fares.csv", fares());
    REQUIRE(replayed(dir).size() == 1);
    const auto list =
        run_tocsin(dir, {"incidents", "list", "--format", "json", "--store", "log.db"});
    REQUIRE(list.code == 0);
    const auto id = nlohmann::json::parse(list.out).at(0).at("id").get<std::string>();
    const auto resolved =
        run_tocsin(dir, {"incidents", "resolve", id, "--cause", c.cause, "--text", "cents", "--at",
                         c.judged, "--by", "ada", "--store", "log.db"});
    REQUIRE(resolved.code == 0);
    CHECK(replayed(dir).size() == c.alerts);
    CHECK(replayed(dir).size() == c.alerts);
  }
}

}  // namespace tocsin::test
