#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using Codes = std::vector<std::string>;
using Kind = Condition::Kind;

Checked ladder(const std::string& measure, const std::string& rungs) {
  return monitor("measure " + measure + "\nno data keep\n" + rungs);
}

const std::string kLatency = "p95(latency) over 10m";
const std::string kErrors = "share(status = \"error\") over 10m";

}  // namespace

TEST_CASE("rungs are in the units of the measure, mildest first", "[dsl][ladder]") {
  const auto rules = ladder(kLatency,
                            "page when > 1s for 3 of 5 until clear for 15m\n"
                            "warn when > 250ms for 10m until < 230ms for 5m");
  INFO(rules.text());
  REQUIRE(rules.plan);
  const auto& rungs = rules.monitor("f").rungs;
  REQUIRE(rungs.size() == 2);
  CHECK(rungs[0].severity == 1);
  CHECK(rungs[0].trigger.kind == Kind::greater);
  CHECK(rungs[0].trigger.low == 250e6);
  CHECK(rungs[0].trigger.text == "> 250ms");
  CHECK(rungs[0].hold == 10min);
  CHECK_FALSE(rungs[0].until_clear);
  CHECK(rungs[0].until.low == 230e6);
  CHECK(rungs[0].clear_hold == 5min);
  CHECK(rungs[1].of_n == 3);
  CHECK(rungs[1].of_m == 5);
  CHECK(rungs[1].until_clear);
  CHECK(rungs[1].clear_hold == 15min);
}

TEST_CASE("thresholds are in the units of samples", "[dsl][ladder]") {
  const auto low = [](const std::string& measure, const std::string& rung) {
    const auto rules = ladder(measure, "warn when " + rung);
    INFO(rules.text());
    REQUIRE(rules.plan);
    return rules.monitor("f").rungs[0].trigger.low;
  };
  CHECK(low(kErrors, "> 95%") == 95.0 / 100);
  CHECK(low("rate over 10m", "> 300/m") == 5);
  CHECK(low("rate / rate(known) over 10m", "< 30%") == 0.3);
  CHECK(low("rate / rate(known) over 10m", "< 0.3") == 0.3);
  CHECK(low("mean(income) over 10m", "< 10_000EUR * 2") == 20'000);
  CHECK(low("silence over 1h", "> 15m") == 900e9);
  CHECK(low("mean(p) over 1h", "outside 20%..40%") == 0.2);
}

TEST_CASE("a condition holds as it reads", "[dsl][ladder]") {
  const auto holds = [](Kind kind, double value) { return Condition{kind, 2, 4, ""}.holds(value); };
  CHECK(holds(Kind::less, 1));
  CHECK_FALSE(holds(Kind::less, 2));
  CHECK(holds(Kind::less_equal, 2));
  CHECK_FALSE(holds(Kind::greater, 2));
  CHECK(holds(Kind::greater_equal, 2));
  CHECK(holds(Kind::inside, 2));
  CHECK(holds(Kind::inside, 4));
  CHECK_FALSE(holds(Kind::outside, 4));
  CHECK(holds(Kind::outside, 5));
  CHECK(holds(Kind::equal, 2));
  CHECK(holds(Kind::not_equal, 3));
  CHECK(holds(Kind::is_true, 1));
  CHECK(holds(Kind::is_false, 0));
}

TEST_CASE("ladders that make sense are taken as they are", "[dsl][ladder]") {
  struct Case {
    std::string why, measure, rungs;
  };
  const auto c = GENERATE(values<Case>({
      {"rising", kErrors, "info when > 2%\nwarn when > 5% until < 4%\npage when > 25% until < 10%"},
      {"falling", kErrors, "warn when < 96% until >= 97%\npage when < 95% until >= 96%"},
      {"equal, held longer", kErrors, "warn when > 5% for 5m\npage when > 5% for 30m"},
      {"equal, oftener", kErrors, "warn when > 5% for 2 of 5\npage when > 5% for 4 of 5"},
      {"widening", kErrors,
       "warn when outside 20%..40% until inside 25%..35%\npage when outside 10%..50%"},
      {"narrowing", kErrors, "warn when inside 20%..40%\npage when inside 25%..30%"},
      {"inside until above", kErrors, "warn when inside 20%..40% until > 45%"},
      {"counted exactly", "count over 10m", "warn when = 0 for 5m until != 0"},
      {"yes", "count > 5 over 10m",
       "warn when true for 5m until false for 5m\npage when true for 10m"},
      {"no", "count > 5 over 10m", "warn when false until true"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rules = ladder(c.measure, c.rungs);
    INFO(rules.text());
    CHECK(rules.errors().empty());
  }
}

TEST_CASE("ladders that make no sense are refused", "[dsl][ladder]") {
  struct Case {
    std::string why, measure, rungs, error;
  };
  const auto c = GENERATE(values<Case>({
      {"the milder one is stricter", kErrors, "warn when > 10%\npage when > 5%", "T3102"},
      {"only the neighbours are compared", kErrors,
       "info when > 5%\nwarn when > 10%\npage when > 7%", "T3102"},
      {"equal and held as long", kErrors, "warn when > 5% for 5m\npage when > 5% for 5m", "T3102"},
      {"not widening", kErrors, "warn when outside 10%..50%\npage when outside 20%..40%", "T3102"},
      {"not narrowing", kErrors, "warn when inside 25%..30%\npage when inside 20%..40%", "T3102"},
      {"two directions", kErrors, "warn when > 10%\npage when < 5%", "T3103"},
      {"a range beside a threshold", kErrors, "warn when > 10%\npage when outside 5%..20%",
       "T3103"},
      {"two exact ones", "count over 10m", "warn when = 0\npage when = 1", "T3103"},
      {"never above all", kErrors, "warn when > 100%", "T3104"},
      {"never outside of all", kErrors, "warn when outside 0%..100%", "T3104"},
      {"never below nothing", "count over 10m", "warn when < 0", "T3104"},
      {"never so far apart", "precision - recall over 7d", "warn when < -120pp", "T3104"},
      {"a range of the field", "mean(age) over 10m", "warn when > 99", "T3104"},
      {"always", kErrors, "warn when <= 100%", "T3105"},
      {"always at least nothing", "silence over 1h", "warn when >= 0s", "T3105"},
      {"until beyond the trigger", kErrors, "warn when > 5% until < 6%", "T3106"},
      {"until in the same direction", kErrors, "warn when > 5% until > 6%", "T3106"},
      {"until inside a wider range", kErrors, "warn when outside 20%..40% until inside 10%..50%",
       "T3106"},
      {"until never reached", kErrors, "warn when < 5% until > 100%", "T3104"},
      {"clears after the milder one", kErrors, "warn when > 5%\npage when > 10% until < 2%",
       "T3115"},
      {"clears inside less", kErrors,
       "warn when outside 20%..40%\npage when outside 10%..50% until inside 25%..35%", "T3115"},
      {"exactly, of a measure", kErrors, "warn when = 5%", "T2127"},
      {"more than there are", kErrors, "warn when > 5% for 4 of 3", "T3112"},
      {"none of them", kErrors, "warn when > 5% for 0 of 3", "T3113"},
      {"held for nothing", kErrors, "warn when > 5% for 0s", "T3113"},
      {"the wrong way round", kErrors, "warn when outside 40%..20%", "T3108"},
      {"twice", kErrors, "warn when > 5%\nwarn when > 6%", "T3101"},
      {"of no such name", kErrors, "warning when > 5%", "T1201"},
      {"a share as a number", kErrors, "warn when > 0.05", "T2104"},
      {"an until in another unit", kErrors, "warn when > 5% until < 0.04", "T2104"},
      {"a yes for a number", kErrors, "warn when true", "T2112"},
      {"a number for a yes", "count > 5 over 10m", "warn when > 5", "T2112"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rules = ladder(c.measure, c.rungs);
    INFO(rules.text());
    CHECK(rules.errors() == Codes{c.error});
  }
}

TEST_CASE("severities may be named by the project", "[dsl][ladder]") {
  const auto rules = checked("severity note < alarm < all_hands\n" + kModel + R"(
watch m {
  fear f "F" {
    measure count over 10m
    note when > 5
    all_hands when > 50
  }
}
channel all: console {}
route note, alarm, all_hands to all repeat 1h
)");
  INFO(rules.text());
  REQUIRE(rules.plan);
  CHECK(rules.plan->severities.default_rank == 1);
  CHECK(rules.plan->incident.from == 1);
  CHECK(rules.monitor("f").rungs[1].severity == 2);
  CHECK(rules.monitor("f").no_data.severity == 1);
}

}  // namespace tocsin::dsl
