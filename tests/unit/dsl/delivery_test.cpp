#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using Codes = std::vector<std::string>;

// kModel, a fear that warns and pages, a drift that warns, and `delivery`.
Checked delivered(const std::string& delivery) {
  return checked(kModel + R"(
watch m {
  fear late "Answers come late" {
    measure p95(latency) over 10m
    by platform
    warn when > 200ms for 10m
    page when > 300ms for 10m
  }
  drift moved {
    measure psi(p) against training over 1d
    owner "others"
    tag tier = "2"
    warn when > 0.2
  }
}
)" + delivery);
}

const std::string kAll = "\nchannel all: console {}\nroute warn, page to all repeat 1h\n";

}  // namespace

TEST_CASE("channels carry their settings, secrets by name", "[dsl][delivery]") {
  const auto rules = delivered(R"(
let team = ["a@x", "b@x"]
channel oncall: pagerduty { key env("PD_KEY") }
channel hook: slack { url env("SLACK_URL"); timeout 3s }
channel one: email { to "c@x" }
channel many: email { to team; port 25; tls false }
route page to oncall, hook repeat 1h
route warn to one, many
)");
  INFO(rules.text());
  REQUIRE(rules.plan);
  const auto& channels = rules.plan->channels;
  REQUIRE(channels.size() == 4);
  CHECK(channels[0].kind == "pagerduty");
  CHECK(channels[0].find("key")->from_environment);
  CHECK(channels[0].find("key")->texts == std::vector<std::string>{"PD_KEY"});
  CHECK(channels[1].find("timeout")->number == 3e9);
  CHECK(channels[2].find("to")->texts == std::vector<std::string>{"c@x"});
  CHECK_FALSE(channels[2].find("port"));
  CHECK(channels[3].find("to")->texts == std::vector<std::string>{"a@x", "b@x"});
  CHECK(channels[3].find("port")->number == 25);
  CHECK(channels[3].find("tls")->number == 0);
}

TEST_CASE("a channel's settings are those of its kind", "[dsl][delivery]") {
  struct Case {
    std::string channel, error;
  };
  const auto c = GENERATE(values<Case>({
      {"all: carrier_pigeon {}", "T5104"},
      {"all: slack {}", "T5105"},
      {"all: slack { url \"https://x\" }", "T5106"},
      {"all: slack { url env(NAME) }", "T2112"},
      {"all: slack { url env(\"X\"); colour true }", "T2113"},
      {"all: slack { url env(\"X\"); timeout 3 }", "T2112"},
      {"all: slack { url env(\"X\"); timeout env(\"Y\") }", "T2112"},
      {"all: slack { url env(\"X\"); url env(\"Y\") }", "T1101"},
      {"all: email { to [] }", "T2112"},
      {"all: email { to [5] }", "T2112"},
      {"all: email { to nobody }", "T1201"},
      {"all: email { to \"a\"; port \"b\" }", "T2112"},
  }));
  DYNAMIC_SECTION(c.channel) {
    const auto rules =
        delivered("\nchannel " + c.channel + "\nroute warn, page to all repeat 1h\n");
    INFO(rules.text());
    CHECK(rules.errors() == Codes{c.error});
  }
}

TEST_CASE("routes and incidents become plans", "[dsl][delivery]") {
  const auto rules = delivered(R"(
channel a: console {}
channel b: console {}
route only page where kind = "fear" and not (tag.tier in ["1", "2"] or owner like "o*") to a, b
  repeat 30m
  group by model, segment.platform
route warn to a wait 0s quietly
incident from page by model, tag.tier join 30m
)");
  INFO(rules.text());
  REQUIRE(rules.plan);
  const auto& routes = rules.plan->routes;
  REQUIRE(routes.size() == 2);
  CHECK(routes[0].only);
  CHECK(routes[0].severities == std::vector<int>{2});
  CHECK(routes[0].channels == std::vector<std::size_t>{0, 1});
  CHECK(routes[0].repeat == 30min);
  CHECK(routes[0].group_by == std::vector<std::string>{"model", "segment.platform"});
  REQUIRE(routes[0].where.op == AlertFilter::Op::and_);
  CHECK(routes[0].where.args[0].name == "kind");
  CHECK(routes[0].where.args[0].values == std::vector<std::string>{"fear"});
  CHECK(routes[0].where.args[1].op == AlertFilter::Op::not_);
  CHECK(routes[0].where.args[1].args[0].args[1].op == AlertFilter::Op::like);
  CHECK(routes[1].wait == Duration(0));
  CHECK(routes[1].quietly);
  CHECK(routes[1].group_by == std::vector<std::string>{"monitor"});
  CHECK(rules.plan->incident.from == 2);
  CHECK(rules.plan->incident.by == std::vector<std::string>{"model", "tag.tier"});
  CHECK(rules.plan->incident.join == 30min);
}

TEST_CASE("every alert that can come is heard, and every route can act", "[dsl][delivery]") {
  struct Case {
    std::string why, delivery;
    Codes errors;
  };
  const auto c = GENERATE(values<Case>({
      {"all heard", "channel a: console {}\nroute warn, page to a", {}},
      {"nobody told", "", {"T5101", "T5101"}},
      {"pages unheard", "channel a: console {}\nroute warn to a", {"T5101"}},
      {"heard by parts",
       "channel a: console {}\nroute page to a\nroute warn where kind = \"fear\" to a\n"
       "route warn where kind != \"fear\" to a",
       {}},
      {"the drift unheard",
       "channel a: console {}\nroute page to a\nroute warn where kind = \"fear\" to a",
       {"T5101"}},
      {"a segment may have it",
       "channel a: console {}\nroute warn, page where segment.platform = \"a\" or model = \"m\" to "
       "a",
       {}},
      {"no such segment field",
       "channel a: console {}\nroute warn, page to a\nroute warn where segment.city = \"a\" to a",
       {"T5102"}},
      {"no such model",
       "channel a: console {}\nroute warn, page to a\nroute warn where model = \"n\" to a",
       {"T5102"}},
      {"a severity that is not the route's",
       "channel a: console {}\nroute warn, page to a\nroute warn where severity = \"page\" to a",
       {"T5102"}},
      {"the drift never pages",
       "channel a: console {}\nroute warn, page to a\nroute page where monitor = \"moved\" to a",
       {"T5112"}},
      {"a channel for nothing",
       "channel a: console {}\nchannel b: console {}\nroute warn, page to a",
       {"T5103"}},
      {"one fault is enough", "channel a: console {}\nroute warn, pgae to a", {"T1201"}},
      {"no such channel", "channel a: console {}\nroute warn, page to b", {"T1201"}},
      {"not a filter", "channel a: console {}\nroute warn, page where model to a", {"T2112"}},
      {"an unknown name",
       "channel a: console {}\nroute warn, page where platform = \"a\" to a",
       {"T1212"}},
      {"never repeated", "channel a: console {}\nroute warn, page to a repeat 0s", {"T3113"}},
      {"repeated twice",
       "channel a: console {}\nroute warn, page to a repeat 1h repeat 2h",
       {"T1101"}},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rules = delivered("\n" + c.delivery + "\n");
    INFO(rules.text());
    CHECK(rules.errors() == c.errors);
  }
}

TEST_CASE("a route acts on its own folder and below", "[dsl][delivery]") {
  const std::string monitors =
      "watch m {\n quality q {\n measure count over 1h\n warn when > 5\n }\n}\n";
  const std::string model = "model m {\n time at\n}\n";
  const auto above = checked({{"routes.tocsin", "channel a: console {}\nroute warn to a\n"},
                              {"team/rules.tocsin", model + monitors}});
  INFO(above.text());
  REQUIRE(above.plan);
  CHECK(above.plan->routes[0].package.empty());
  CHECK(above.plan->monitors[0].package == "team");
  const auto beside = checked({{"other/routes.tocsin", "channel a: console {}\nroute warn to a\n"},
                               {"team/rules.tocsin", model + monitors}});
  CHECK(beside.errors() == Codes{"T5101"});
}

}  // namespace tocsin::dsl
