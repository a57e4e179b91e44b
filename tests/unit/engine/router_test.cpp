#include "engine/router.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::kModelOfScene;

const char* const kWatch = R"(
watch m {
  fear slow "Slow" {
    measure p95(latency) over 10m
    by platform
    owner "ops"
    tag area = "home"
    info when > 100ms
    warn when > 300ms
    page when > 500ms
  }
  drift slu "What filters may also mean" { measure psi(p) against training over 1h; owner "x"; info when > 0.1; warn when > 0.2; page when > 0.3 }
}
channel pager: console {}
channel team: console {}
channel log: console {}
)";

// The channels that hear of the alert, in the order of their names, with how they are told.
std::string heard(const std::string& routes, int severity, std::string_view reason = "breach",
                  const Labels& labels = {{"platform", "a"}}) {
  const auto plan = test::rules(kModelOfScene + kWatch + routes +
                                "\nroute info, warn, page where kind = \"drift\" or "
                                "segment.platform = \"never\" to pager, team, log\n");
  const AlertFacts alert{*plan, plan->monitors[0], labels, severity, reason};
  std::string text;
  for (const auto& [channel, delivery] : route(alert)) {
    text += (text.empty() ? "" : "; ") + plan->channels[channel].name + " " +
            format_duration(delivery.wait);
    if (delivery.repeat) text += " repeat " + format_duration(*delivery.repeat);
    if (delivery.quietly) text += " quietly";
    if (delivery.group_by != std::vector<std::string>{"monitor"})
      for (const auto& name : delivery.group_by) text += " " + name;
  }
  return text;
}

constexpr int kInfo = 0, kWarn = 1, kPage = 2;

}  // namespace

TEST_CASE("all routes that match apply, the most urgent of their options counts",
          "[engine][router]") {
  struct Case {
    std::string_view why;
    std::string routes;
    int severity;
    std::string heard;
  };
  const auto c = GENERATE(values<Case>({
      {"the highest severity does not wait", "route page to pager", kPage, "pager 0s"},
      {"others wait for company", "route warn to team", kWarn, "team 30s"},
      {"unless it is said otherwise", "route warn to team wait 2m", kWarn, "team 2m"},
      {"another severity is another route's business", "route page to pager", kWarn, ""},
      {"both matching routes apply", "route page to pager\nroute page to team", kPage,
       "pager 0s; team 0s"},
      {"the shortest wait and repeat",
       "route warn to team wait 2m repeat 4h\nroute warn to team wait 1m repeat 6h", kWarn,
       "team 1m repeat 4h"},
      {"a repeat beats none", "route warn to team\nroute warn to team repeat 6h", kWarn,
       "team 30s repeat 6h"},
      {"an end that one route wants is told", "route warn to team quietly\nroute warn to team",
       kWarn, "team 30s"},
      {"quiet where all are", "route warn to team quietly\nroute warn to team quietly wait 1m",
       kWarn, "team 30s quietly"},
      {"the union of group by",
       "route warn to team group by model\nroute warn to team group by severity, model", kWarn,
       "team 30s model severity"},
      {"`only` replaces the others",
       "route warn to team\nroute only warn where tag.area = \"home\" to log", kWarn, "log 30s"},
      {"`only` that does not match replaces none",
       "route warn to team\nroute only warn where segment.platform = \"b\" to log", kWarn,
       "team 30s"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(heard(c.routes, c.severity) == c.heard); }
}

TEST_CASE("filters ask what the alert is", "[engine][router]") {
  struct Case {
    std::string_view why;
    std::string filter;
    bool matches;
  };
  const auto c = GENERATE(values<Case>({
      {"its model", "model = \"m\"", true},
      {"its kind", "kind = \"fear\"", true},
      {"its kind, from a set", "kind in [\"quality\", \"drift\"]", false},
      {"its monitor, by pattern", "monitor like \"sl*w\"", true},
      {"a pattern covers all of it", "monitor like \"sl?\"", false},
      {"its owner", "owner = \"ops\"", true},
      {"a tag", "tag.area = \"home\"", true},
      {"a segment", "segment.platform = \"a\"", true},
      {"another segment", "segment.platform != \"a\"", false},
      {"its reason", "reason = \"breach\"", true},
      {"and, or, not", "not (kind = \"drift\" or owner = \"x\") and severity = \"warn\"", true},
  }));
  DYNAMIC_SECTION(c.why) {
    CHECK(heard("route warn where " + c.filter + " to team", kWarn) ==
          (c.matches ? "team 30s" : ""));
  }
}

TEST_CASE("a name that the alert does not have equals nothing", "[engine][router]") {
  CHECK(heard("route warn where segment.platform = \"a\" to team", kWarn, "breach", {}) == "");
  CHECK(heard("route warn where segment.platform != \"a\" to team", kWarn, "breach", {}) ==
        "team 30s");
  CHECK(heard("route warn where reason = \"no data\" to team", kWarn, "no data") == "team 30s");
  CHECK(heard("route info to team", -1) == "");
  CHECK(heard("route info to team", kInfo) == "team 30s");
}

TEST_CASE("a route acts on the monitors of its folder and of those below it", "[engine][router]") {
  struct Case {
    std::string folder, package;
    bool acts;
  };
  const auto c = GENERATE(values<Case>({{"", "", true},
                                        {"", "loans/eu", true},
                                        {"loans", "loans", true},
                                        {"loans", "loans/eu", true},
                                        {"loans", "loans_old", false},
                                        {"loans/eu", "loans", false}}));
  CAPTURE(c.folder, c.package);
  auto plan = *test::rules(kModelOfScene + kWatch + "route info, warn, page to pager, team, log\n");
  plan.routes[0].package = c.folder;
  plan.monitors[0].package = c.package;
  const AlertFacts alert{plan, plan.monitors[0], {}, kWarn, "breach"};
  CHECK(route(alert).empty() == !c.acts);
}

TEST_CASE("a group's key says what its alerts have in common", "[engine][router]") {
  const auto plan =
      test::rules(kModelOfScene + kWatch + "route info, warn, page to pager, team, log\n");
  const Labels labels{{"platform", "a,b"}};
  const AlertFacts alert{*plan, plan->monitors[0], labels, kWarn, "breach"};
  CHECK(group_key(alert, {"monitor"}) == "m.slow");
  CHECK(group_key(alert, {"model"}) == "m");
  CHECK(group_key(alert, {"monitor", "segment.platform"}) == "m.slow segment.platform=\"a,b\"");
  CHECK(group_key(alert, {"owner", "severity"}) == "owner=ops,severity=warn");
}

}  // namespace tocsin::engine
