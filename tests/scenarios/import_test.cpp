// Importing the rules of other systems, from outside.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

constexpr const char* kAlerts = R"(groups:
- name: shop
  rules:
  - alert: QueueFull
    expr: max(queue_depth) > 100
    for: 10m
    labels: {severity: page}
  - alert: Gone
    expr: absent(up{job="shop"})
    labels: {severity: warning}
  - record: job:x
    expr: sum(x)
)";

}  // namespace

TEST_CASE("an import prints rules, and says what was lost and how much", "[scenario][import]") {
  const TempDir dir;
  dir.write("alerts.yml", kAlerts);
  const auto made = run_tocsin(dir, {"import", "prometheus", "alerts.yml"});
  REQUIRE(made.code == 0);
  CHECK_THAT(made.out, Contains("service queue_full") && Contains("page when > 100 for 10m"));
  CHECK_THAT(made.err, Contains("alerts.yml:8: Gone: expr: counts the series") &&
                           Contains("alerts.yml:11: job:x: a recording rule stays"));
  CHECK_THAT(made.err, Contains("2 alerts became 2 monitors: 1 in whole, 1 with losses, 0 not at "
                                "all; 1 recording rules stay with Prometheus"));

  const auto written =
      run_tocsin(dir, {"import", "prometheus", "alerts.yml", "--out", "alerts.tocsin"});
  CHECK(written.code == 0);
  CHECK(written.out.empty());
  CHECK(content_of(dir / "alerts.tocsin") == made.out);
  CHECK(run_tocsin(dir, {"fmt", "--check", "alerts.tocsin"}).code == 0);
  CHECK(run_tocsin(dir, {"import", "prometheus", "alerts.yml", "--out", "alerts.tocsin"}).code ==
        2);

  const auto json = nlohmann::json::parse(
      run_tocsin(dir, {"import", "prometheus", "alerts.yml", "--format", "json"}).out);
  CHECK(json["text"] == made.out);
  CHECK(json["rules"][0]["monitor"] == "shop.queue_full");
  CHECK(json["rules"][0]["not_carried"].empty());
  CHECK(json["rules"][2]["monitor"].is_null());
}

TEST_CASE("what cannot be imported is told with its place", "[scenario][import]") {
  const TempDir dir;
  dir.write("alerts.yml", kAlerts);
  dir.write("broken.yml", "groups:\n- name: a\n  rules: [\n");
  dir.write("faulty.yml", "groups:\n- name: a\n  rules:\n  - {alert: X, exrp: up}\n");
  dir.write("binary.yml", std::string("\x7f"
                                      "ELF\0\1\2",
                                      7));
  struct Case {
    std::vector<std::string> arguments;
    int code;
    std::string told;
  };
  const auto c = GENERATE(values<Case>({
      {{"nowhere.yml"}, 2, "nowhere.yml"},
      {{"."}, 2, "cannot be read"},
      {{"broken.yml"}, 1, "broken.yml: line 4"},
      {{"binary.yml"}, 1, "binary.yml: line 1"},
      {{"alerts.yml", "faulty.yml"}, 1, "faulty.yml:4: `exrp` is no key of an alert"},
      {{"alerts.yml", "--model", "in"}, 2, "`in` cannot be the name of a model"},
      {{"alerts.yml", "--format", "yaml"}, 2, "yaml"},
  }));
  CAPTURE(c.told);
  auto arguments = c.arguments;
  arguments.insert(arguments.begin(), {"import", "prometheus"});
  const auto run = run_tocsin(dir, arguments);
  CHECK(run.code == c.code);
  CHECK(run.out.empty());
  CHECK_THAT(run.err, Contains(c.told));
}

}  // namespace tocsin::test
