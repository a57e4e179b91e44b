// One fault gives one diagnostic: what hangs on a name that failed stays silent.
#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using Codes = std::vector<std::string>;

const std::string kRules = R"(
let platforms = ["web", "shop"]
model m "M" {
  owner "team"
  time at
  key id
  labels http
  feature platform: category of platforms
  feature income: number in EUR
  prediction decision: category of ["no", "yes"], positive "no"
  label outcome: category of ["no", "yes"], within 7d
  field latency: duration in ms
  reference training from "train.csv"
}
watch m {
  every 1m
  fear late "Answers come late" {
    measure p95(latency) over 10m
    by platform and overall
    warn when > 200ms for 10m
    page when > 300ms for 5m until < 250ms
    no data keep
  }
  performance wrong {
    measure precision over 7d every 10m matured
    needs 30 labels
    warn when < 95%
  }
  drift moved {
    measure psi(income) against training over 1d
    warn when > 0.2
  }
}
channel oncall: pagerduty { key env("KEY") }
channel team: slack { url env("URL") }
route page to oncall repeat 1h
route warn to team
test "late answers" of m.late {
  send 600 events over 1h { latency = 400ms; platform = "web" }
  expect page from late where platform = "web" by +30m
  expect notified oncall by +30m
}
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("sound rules give a plan", "[dsl][one_fault]") {
  const auto rules = checked("unit EUR\n" + kRules);
  INFO(rules.text());
  CHECK(rules.plan);
}

TEST_CASE("one fault gives one diagnostic", "[dsl][one_fault]") {
  struct Case {
    std::string why, from, to;
    Codes errors;
  };
  const auto c = GENERATE(values<Case>({
      {"a set that is not there", "category of platforms", "category of platfroms", {"T1201"}},
      {"a type that is none",
       "feature platform: category",
       "feature platform: categorie",
       {"T0001"}},
      {"a role that is none", "feature platform", "featur platform", {"T0002"}},
      {"a unit that is none", "number in EUR", "number in EURO", {"T2102"}},
      {"a model that is none", "watch m", "watch mm", {"T1201"}},
      {"a head that is broken", "watch m {", "watch {", {"T0001"}},
      {"a monitor that is broken", "fear late \"", "fear \"", {"T0001"}},
      {"a segment that is none", "by platform", "by platfrom", {"T1203"}},
      {"a segment clause that is none", "by platform", "bi platform", {"T0002"}},
      {"a check in a fear",
       "by platform and overall",
       "expect fast: latency < 2s { page when < 99% }",
       {"T0002"}},
      {"a severity that is none", "page when", "pgae when", {"T1201"}},
      {"a threshold of another kind", "> 300ms", "> 300", {"T2107"}},
      {"a measure that is none", "measure p95(", "measure p96(", {"T1201"}},
      {"a window that is broken", "over 10m", "over 10", {"T0001"}},
      {"a window that is not there", "(latency) over 10m", "(latency)", {"T3110"}},
      {"a positive that is no member", "positive \"no\"", "positive \"nope\"", {"T2111"}},
      {"no positive", ", positive \"no\"", "", {"T4109"}},
      {"no horizon", ", within 7d", "", {"T4117", "T4108"}},
      {"no key", "  key id\n", "", {"T4118"}},
      {"a reference that is none", "against training", "against trainin", {"T1201"}},
      {"a channel type that is none", "pagerduty {", "pagerdtuy {", {"T5104"}},
      {"a setting that is none", "{ key env", "{ kye env", {"T2113"}},
      {"a channel that is broken", "channel oncall:", "channel oncall", {"T0001"}},
      {"a channel that is none", "route page to oncall", "route page to oncal", {"T1201"}},
      {"a route that is broken", "route warn to", "route warn too", {"T0001"}},
      {"a test of none", "of m.late", "of m.lat", {"T1201"}},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rules = checked("unit EUR\n" + replaced(kRules, c.from, c.to));
    INFO(rules.text());
    CHECK(rules.errors() == c.errors);
    CHECK_FALSE(rules.plan);
  }
}

}  // namespace tocsin::dsl
