// `tocsin catalog` and `tocsin graph` from outside.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <regex>
#include <set>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

const std::string kRules = R"RULES(tocsin 1
## The shop's model.
model shop "Shop <b>&co</b>" {
  owner "O'Hara"
  time at
  key id
  source http
  feature age: int
  field latency: duration in ms
  prediction buys: bool
  score p: share
  label bought: bool, within 2d
}
model idle "Nobody looks at it" { time at; key id; source http }
watch shop {
  ## - Ask the shop.
  quality slow "It is *slow* | \"really\"" {
    measure p95(latency) over 10m
    page when > 1s for 5m
    runbook "javascript:alert(1)"
    because "it costs <money>"
  }
  fear wrong "It guesses wrong" {
    measure accuracy over 1d
    warn when < 90%
    no data keep
    runbook "https://wiki.shop.example/wrong?a=1&b=2"
  }
  service quiet "Nobody comes" {
    measure silence over 1h
    warn when > 10m
    no data keep
  }
}
channel desk: console {}
channel pager: console {}
route page to pager, desk repeat 2h
route warn where kind = "fear" to desk
route only warn where kind = "service" to pager
test "slowness pages" of shop.slow {
  send 600 events over 20m { latency = 2s }
  expect page from slow
}
)RULES";

Run on_rules(const std::vector<std::string>& arguments, const std::string& rules = kRules) {
  TempDir dir;
  dir.write("shop.tocsin", rules);
  return run_tocsin(dir, arguments);
}

// The tags of a page, in their order; void elements left out.
std::vector<std::string> tags(const std::string& page) {
  static const std::regex kTag("<(/?[a-z][a-z0-9]*)");
  const std::set<std::string> empty{"br", "meta"};
  std::vector<std::string> found;
  for (std::sregex_iterator at(page.begin(), page.end(), kTag), end; at != end; ++at)
    if (!empty.contains((*at)[1])) found.push_back((*at)[1]);
  return found;
}

void check_nesting(const std::string& page) {
  std::vector<std::string> open;
  for (const auto& tag : tags(page)) {
    if (tag[0] != '/') {
      open.push_back(tag);
      continue;
    }
    REQUIRE_FALSE(open.empty());
    CHECK(open.back() == tag.substr(1));
    open.pop_back();
  }
  CHECK(open.empty());
}

}  // namespace

TEST_CASE("the catalogue says who is told, what is tested and what nobody watches",
          "[scenario][catalog]") {
  const auto run = on_rules({"catalog", ".", "--format", "json"});
  INFO(run.err);
  REQUIRE(run.code == 0);
  const auto all = nlohmann::json::parse(run.out);
  const auto& shop = all["models"][0];
  CHECK(shop["doc"] == "The shop's model.");
  const std::vector<std::string> none;
  CHECK(shop["watched"]["quality"] == std::vector<std::string>{"wrong"});
  CHECK(shop["watched"]["answers"] == std::vector<std::string>{"slow"});
  CHECK(shop["watched"]["service"] == std::vector<std::string>{"quiet"});
  CHECK(shop["watched"]["inputs"] == none);
  CHECK(shop["watched"]["labels"] == none);
  for (const auto& [side, monitors] : all["models"][1]["watched"].items()) CHECK(monitors == none);
  // The fear comes first.
  CHECK(shop["monitors"][0]["name"] == "shop.wrong");
  CHECK(shop["monitors"][0]["told"]["warn"] == "desk");
  CHECK(shop["monitors"][0]["tests"] == none);
  CHECK(shop["monitors"][1]["told"]["page"] == "desk and pager");
  CHECK(shop["monitors"][1]["tests"] == std::vector<std::string>{"slowness pages"});
  CHECK(shop["monitors"][2]["told"]["warn"] == "pager");
  CHECK(shop["monitors"][1]["owner"] == "O'Hara");
}

TEST_CASE("the page needs nothing beside itself and means what is written", "[scenario][catalog]") {
  const auto run = on_rules({"catalog", ".", "--format", "html"});
  REQUIRE(run.code == 0);
  const auto& page = run.out;
  CHECK_THAT(page, Catch::StartsWith("<!doctype html>") && Contains("name=\"viewport\"") &&
                       Contains("prefers-color-scheme: dark"));
  for (const char* outside : {"<script", "<link", "<img", "src=", "@import", "url("})
    CHECK_THAT(page, !Contains(outside));
  CHECK_THAT(page, Contains("Shop &lt;b&gt;&amp;co&lt;/b&gt;") && Contains("O&#39;Hara") &&
                       Contains("it costs &lt;money&gt;"));
  CHECK_THAT(page, Contains("<a href=\"https://wiki.shop.example/wrong?a=1&amp;b=2\""));
  CHECK_THAT(page, !Contains("href=\"javascript"));
  CHECK_THAT(page, Contains("nobody</span>") && Contains("none</span>"));
  check_nesting(page);
}

TEST_CASE("the Markdown of the catalogue keeps its marks to itself", "[scenario][catalog]") {
  const auto run = on_rules({"catalog", "."});
  REQUIRE(run.code == 0);
  CHECK_THAT(run.out,
             Contains("## Shop \\<b\\>&co\\</b\\>") &&
                 Contains("### It is \\*slow\\* \\| \"really\"") && Contains("- Ask the shop.\n") &&
                 Contains("- Tests: **none**") &&
                 Contains("| labels: whether the truth arrives, and when | **nobody** |") &&
                 Contains("<https://wiki.shop.example/wrong?a=1&b=2>"));
}

TEST_CASE("nothing in a text acts on the terminal that shows it", "[scenario][catalog][explain]") {
  const std::string rules = R"(tocsin 1
## Doc \u{1b}
model m "M\u{1b}[1m" { time at; field x: number; owner "o\u{202e}" }
watch m {
  quality a "red\u{1b}[31m title\nend" {
    measure mean(x) over 5m
    warn when > 5
    runbook "https://x.example/\u{1b}]0;pwn\u{7}"
    because "b\u{9b}33m"
  }
}
channel c: console {}
route warn to c
test "esc\u{1b}[31m test" of m.a {
  send 100 events over 10m { x = 7 }
}
)";
  const auto args = GENERATE(values<std::vector<std::string>>({{"explain", "a", "."},
                                                               {"catalog", "."},
                                                               {"catalog", ".", "--format", "html"},
                                                               {"graph", "."},
                                                               {"test", "."}}));
  CAPTURE(args);
  const auto run = on_rules(args, rules);
  CHECK_THAT(run.out, Contains("red [31m title end") || Contains("red \\[31m title end") ||
                          Contains("esc [31m test") || Contains("digraph"));
  for (const char* acts : {"\x1b", "\a", "\xC2\x9B", "\xE2\x80\xAE"})
    CHECK_THAT(run.out + run.err, !Contains(acts));
}

TEST_CASE("the graph leads from monitors over routes to channels", "[scenario][graph]") {
  const auto dot = on_rules({"graph", "."});
  REQUIRE(dot.code == 0);
  CHECK_THAT(dot.out,
             Catch::StartsWith("digraph tocsin {") && Contains("m0 [shape=box, label=\"slow\"];") &&
                 Contains("r0 [shape=ellipse, label=\"route page\\nrepeat 2h\"];") &&
                 Contains("c1 [shape=house, label=\"pager\\nconsole\"];") &&
                 Contains("m0 -> r0 [label=\"page\"];") && Contains("r0 -> c1 ") &&
                 Contains("m1 -> r1 [label=\"warn\"];") && Contains("m2 -> r2 [label=\"warn\"];"));
  CHECK_THAT(dot.out, !Contains("m2 -> r1") && !Contains("m0 -> r1"));
  const auto mermaid = on_rules({"graph", ".", "--format", "mermaid"});
  CHECK_THAT(mermaid.out, Catch::StartsWith("flowchart LR\n") &&
                              Contains("r1([\"route warn<br>where kind is #quot;fear#quot;\"])") &&
                              Contains("m1 -->|\"warn\"| r1"));
}

TEST_CASE("catalogue and graph refuse rules with errors", "[scenario][catalog]") {
  for (const char* command : {"catalog", "graph"}) {
    const auto run = on_rules({command, "."}, kRules + "watch nobody {}\n");
    CHECK(run.code == 1);
    CHECK(run.out.empty());
    CHECK_THAT(run.err, Contains("nobody"));
  }
  CHECK(on_rules({"catalog", ".", "--format", "pdf"}).code == 2);
}

}  // namespace tocsin::test
