// `tocsin explain MONITOR` from outside.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

const std::string kRules = R"(tocsin 1
model shop {
  owner "shop-team"
  time at, lateness 3m
  key id
  source http
  field latency: duration in ms
  field city: category of ["bonn", "kiel"]
  prediction buys: bool
  label bought: bool, within 2d
}
template late(limit: duration) for fear {
  measure p95(latency) over 10m
  needs 40 events
  page when > limit for 7m until < 80ms
}
watch shop {
  every 5m
  runbook "https://wiki.shop.example/all"
  too few ok
  fear slow "The shop is slow" from late(limit: 120ms) { no data keep }
  service quiet "Nobody comes" {
    measure rate over 1h
    by city
    warn when < 2/m for 3 of 4
    dashboard "https://grafana.shop.example"
  }
  performance wrong "Guesses are wrong" {
    measure accuracy over each 1d on arrival
    needs 400 labels
    warn when < 90% until >= 92%
    page when < 85%
  }
  contract inputs "What is sent" {
    over 1h
    expect fast: latency < 10s { warn when < 99% }
    expect known: city in ["bonn", "kiel"] { warn when < 100% for 10m }
  }
}
channel desk: console {}
channel north: console {}
route page to desk
route warn to desk wait 2m
route warn where segment.city = "kiel" to north
)";

struct Shop {
  TempDir dir;
  explicit Shop(const std::string& rules = kRules) { dir.write("rules/shop.tocsin", rules); }
  Run explain(const std::string& name, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"explain", name, "rules"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tocsin(dir, arguments);
  }
};

std::string on_one_line(std::string text) {
  std::string out;
  for (const char c : text)
    if ((c != '\n' && c != ' ') || (!out.empty() && out.back() != ' ')) out += c == '\n' ? ' ' : c;
  return out;
}

std::string fact(const nlohmann::json& monitor, const std::string& name,
                 const char* part = "text") {
  for (const auto& one : monitor["facts"])
    if (one["name"] == name) return one[part].get<std::string>();
  return "no such fact";
}

nlohmann::json explained(const std::string& name) {
  const auto run = Shop().explain(name, {"--format", "json"});
  INFO(run.err);
  REQUIRE(run.code == 0);
  const auto all = nlohmann::json::parse(run.out);
  REQUIRE(all.size() == 1);
  return all[0];
}

}  // namespace

TEST_CASE("explain says what a monitor of a template does", "[scenario][explain]") {
  const auto run = Shop().explain("slow");
  CHECK(run.code == 0);
  CHECK_THAT(on_one_line(run.out),
             Contains("fear shop.slow: The shop is slow") &&
                 Contains("Pages desk when the 95th percentile of latency over the last 10 minutes "
                          "stays above 120ms for 7 minutes, until it is below 80ms."));
}

TEST_CASE("explain says where each clause comes from", "[scenario][explain]") {
  const auto slow = explained("slow");
  CHECK(fact(slow, "judged", "origin") == "every: watch block");
  CHECK(fact(slow, "needs", "origin") == "template");
  CHECK(fact(slow, "no data", "origin") == "own clause");
  CHECK(fact(slow, "too few", "origin") == "watch block");
  CHECK(fact(slow, "owner", "origin") == "model");
  CHECK(fact(slow, "runbook", "origin") == "watch block");
  const auto quiet = explained("shop.quiet");
  CHECK(fact(quiet, "no data", "origin") == "default");
  CHECK(fact(quiet, "no data") == "warn after 30m");
  CHECK(fact(quiet, "dashboard", "origin") == "own clause");
}

TEST_CASE("explain says how soon an alert is possible", "[scenario][explain]") {
  const auto slow = explained("slow");
  // Seven minutes in steps of five are ten, behind three minutes of lateness; a page waits for
  // none.
  CHECK(fact(slow, "hold") == "`page` holds for 10m instead of 7m: a multiple of its rhythm");
  CHECK_THAT(fact(slow, "first page"), Contains("at the first tick 13m after the start") &&
                                           Contains("3m lateness + 10m hold") &&
                                           Contains("told after 13m at the earliest"));
  // Three of four samples are ten minutes from the first to the third; the filtered route waits
  // 30s.
  CHECK_THAT(fact(explained("quiet"), "first warn"),
             Contains("first tick 13m") && Contains("told after 13m30s"));
  // Arrivals are never late.
  CHECK_THAT(fact(explained("wrong"), "first page"), Contains("first tick 0s after the start"));
}

TEST_CASE("explain names receivers with what they ask for", "[scenario][explain]") {
  CHECK_THAT(
      explained("quiet")["paragraph"].get<std::string>(),
      Contains("Warns desk and north (where segment.city is \"kiel\") when the rate of events "
               "over the last hour, per city, is below 2/m in 3 of the last 4 values"));
}

TEST_CASE("explain weighs needs against the distance of the rungs", "[scenario][explain]") {
  // Wilson's interval of 340 of 400 is 81.17% to 88.17%: 3.5 points either way, 5 from `warn`.
  CHECK_THAT(fact(explained("wrong"), "evidence"),
             Contains("A share of 85% seen in 400 labels says 81.17% to 88.17%") &&
                 Contains("5pp away from `warn`."));
  // Of 90% the interval is wider than the two points to `until`: (1.96/0.02)^2 * 0.09 is 864.
  const auto text = on_one_line(Shop().explain("wrong").out);
  CHECK_THAT(text, Contains("2pp away from its own `until`. About 86"));
}

TEST_CASE("explain promises no interval where nothing is sampled", "[scenario][explain]") {
  CHECK(fact(explained("quiet"), "evidence") ==
        "`rate` counts all that there is; `needs` makes it no surer.");
}

TEST_CASE("the name of a contract explains its checks", "[scenario][explain]") {
  const auto run = Shop().explain("inputs");
  CHECK(run.code == 0);
  CHECK_THAT(run.out, Contains("contract shop.inputs.fast") && Contains("shop.inputs.known"));
  CHECK_THAT(Shop().explain("fast").out, Contains("contract shop.inputs.fast"));
}

TEST_CASE("a name that no monitor has is told with near ones", "[scenario][explain]") {
  const auto run = Shop().explain("shop.slwo");
  CHECK(run.code == 2);
  CHECK_THAT(run.err, Contains("no monitor has this name") && Contains("similar: shop.slow"));
  CHECK_THAT(Shop().explain("nothing_like_it").err, Contains("lists all codes"));
  CHECK(Shop(kRules + "watch nobody {}\n").explain("slow").code == 1);
}

TEST_CASE("explain without rules takes those of the folder, codes and measures",
          "[scenario][explain]") {
  const Shop shop;
  CHECK_THAT(run_tocsin(shop.dir, {"explain", "slow"}).out,
             Contains("shop.slow: The shop is slow"));
  CHECK_THAT(run_tocsin(shop.dir, {"explain", "ks"}).out, Contains("Kolmogorov"));
  CHECK_THAT(run_tocsin(shop.dir, {"explain", "T2104"}).out, Contains("bare number"));
  const auto run = run_tocsin(TempDir(), {"explain", "nonsense"});
  CHECK(run.code == 2);
  CHECK_THAT(run.err, Contains("lists all codes"));
}

}  // namespace tocsin::test
