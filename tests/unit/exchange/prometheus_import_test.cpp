#include "exchange/prometheus_import.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>

using namespace tocsin;
using namespace tocsin::exchange;
using Catch::Contains;

namespace {

constexpr dsl::MeasureDef kErrors{.name = "errors"};
constexpr std::array kMeasures{&kErrors};

PrometheusRules rules_in(const std::string& text) {
  auto rules = read_prometheus_rules(text);
  REQUIRE(rules);
  return *rules;
}

Import imported(const std::string& text, const std::optional<std::string>& model = std::nullopt) {
  const std::vector<RuleFile> files{{"rules.yml", rules_in(text)}};
  for (const auto& fault : files[0].rules.faults) FAIL(fault.text);
  return import_prometheus(files, model, dsl::Catalogue{.measures = kMeasures});
}

std::string faults_of(const std::string& text) {
  std::string all;
  for (const auto& fault : rules_in(text).faults)
    all += std::to_string(fault.line) + ": " + fault.text + "\n";
  return all;
}

}  // namespace

TEST_CASE("a group with the name of a builtin becomes a model of another name",
          "[exchange][import]") {
  const auto made = imported(R"(groups:
- name: Errors
  rules: [{alert: Down, expr: up == 0}]
- name: lower
  rules: [{alert: Down, expr: up == 0}]
)");
  CHECK_THAT(made.text, Contains("model errors_rules \"Errors\""));
  CHECK_THAT(made.text, Contains("model lower_rules \"lower\""));
}

TEST_CASE("an alert becomes a monitor with its query, threshold, hold and labels",
          "[exchange][import]") {
  const auto made = imported(R"(groups:
- name: fraud
  interval: 30s
  labels: {team: risk, tier: "1"}
  rules:
  - record: job:err:rate5m
    expr: sum by (job) (rate(err[5m]))
  - alert: HighError
    expr: job:err:rate5m{env="prod"} > 0.02
    for: 10m
    keep_firing_for: 5m
    labels: {severity: page, team: fraud}
    annotations:
      summary: "{{ $labels.job }} at {{ $value | humanizePercentage }}"
      runbook_url: https://wiki.example/err
  - alert: QueueFull
    expr: max by (zone) (queue) >= 100
    labels: {severity: warning}
    annotations: {summary: Orders wait, description: Ask the shop.}
)");
  CHECK(made.text == R"rules(tocsin 1

# Group fraud of rules.yml
model fraud "fraud" { time at }

watch fraud {
  every 30s

  # Not carried over: series: judged by the largest of all series of each job, where Prometheus alerts for each
  # Not carried over: {{ $value | humanizePercentage }}: the value is shown as tocsin shows values
  # Not carried over: keep_firing_for: a series that is gone ends its alert at once
  service high_error "High error" {
    measure promql """max by (job) (job:err:rate5m{env="prod"})""" as number over 5m
    by job
    page when > 0.02 for 10m until clear for 5m
    no data ok
    message "{segment.job} at {value}"
    runbook "https://wiki.example/err"
    tag team = "fraud"
    tag tier = "1"
  }

  service queue_full "Orders wait" {
    measure promql """max by (zone) (queue)""" as number over 5m
    by zone
    warn when >= 100
    no data ok
    because "Ask the shop."
    tag severity = "warning"
    tag team = "risk"
    tag tier = "1"
  }
}

# Who hears of it: put your own channel here.
channel imported: console {}

route warn to imported
route page to imported repeat 1h
)rules");
  REQUIRE(made.rules.size() == 3);
  CHECK(made.rules[0].is_record);
  CHECK(made.rules[0].monitor.empty());
  CHECK_THAT(made.rules[0].losses.at(0), Contains("stays with Prometheus"));
  CHECK(made.rules[1].monitor == "fraud.high_error");
  CHECK(made.rules[1].line == 8);
  CHECK(made.rules[2].losses.empty());
}

TEST_CASE("what is no comparison with a number counts its series", "[exchange][import]") {
  const auto made = imported(R"(groups:
- name: g
  rules:
  - {alert: Gone, expr: 'absent(up{job="a"})', labels: {severity: critical}}
  - {alert: Down, expr: up == 0, annotations: {summary: "{{ $labels.instance }} is down"}}
)");
  CHECK_THAT(made.text, Contains(R"x(promql """count(absent(up{job="a"}))""" as int over 5m)x"));
  CHECK_THAT(made.text, Contains(R"x(promql """count by (instance) (up == 0)""" as int over 5m)x"));
  CHECK_THAT(made.text, Contains("by instance\n    warn when > 0"));
  CHECK(std::ranges::count(made.rules[1].losses, "severity: none is named, taken for warn") == 1);
}

TEST_CASE("alerts of one name and query are one ladder", "[exchange][import]") {
  const auto rule = [](const char* severity, const char* expr, const char* hold) {
    return std::string("  - {alert: Full, expr: '") + expr + "', for: " + hold +
           ", labels: {severity: " + severity + "}}\n";
  };
  const std::string head = "groups:\n- name: g\n  rules:\n";
  const auto one = imported(head + rule("critical", "max(x) > 90", "5m") +
                            rule("warning", "max(x) > 80", "10m"));
  CHECK_THAT(one.text, Contains("warn when > 80 for 10m\n    page when > 90 for 5m"));
  CHECK(one.rules[0].monitor == "g.full");
  CHECK(one.rules[1].monitor == "g.full");
  const auto other = imported(head + rule("critical", "max(x) > 70", "5m") +
                              rule("warning", "max(x) > 80", "10m"));
  CHECK(other.rules[1].monitor == "g.full_2");
}

TEST_CASE("a model of one's own takes all monitors", "[exchange][import]") {
  const auto made = imported(
      "groups:\n- {name: a, rules: [{alert: X, expr: max(x) > 1}]}\n"
      "- {name: b, rules: [{alert: X, expr: max(y) > 1}]}\n",
      "ranker");
  CHECK_THAT(made.text, !Contains("model") && !Contains("route"));
  CHECK(made.rules[0].monitor == "ranker.x");
  CHECK(made.rules[1].monitor == "ranker.x_2");
}

TEST_CASE("manifests of Kubernetes and groups of vmalert are rule files too",
          "[exchange][import]") {
  const auto made = imported(
      "kind: Secret\n---\nkind: PrometheusRule\nspec:\n  groups:\n  - name: k\n    concurrency: 2\n"
      "    rules: [{alert: X, expr: max(x) > 1}]\n"
      "  - {name: g, type: graphite, rules: [{alert: Y, expr: 'a.b.*'}]}\n");
  REQUIRE(made.rules.size() == 2);
  CHECK(std::ranges::count(made.rules[0].losses, "`concurrency: 2` of the group") == 1);
  CHECK(made.rules[1].monitor.empty());
  CHECK(made.rules[1].losses == std::vector<std::string>{"its group is not of PromQL"});
}

TEST_CASE("all faults of a file are told with their lines", "[exchange][import]") {
  CHECK(faults_of(R"(groups:
- name: ""
  intervall: 1m
  rules:
  - alert: A
    expr: up
    for: 5 minutes
    severity: page
  - record: r
    alert: A
  - record: r
    expr: up
    for: 5m
  - expr: up
  - alert: B
    labels: [a]
- 7
)") == "2: a group without `name`\n"
       "3: `intervall` is no key of a group; did you mean `interval`?\n"
       "7: `for: 5 minutes` is no duration such as 5m or 1h30m\n"
       "8: `severity` is no key of an alert\n"
       "9: a rule has either `alert` or `record`\n"
       "13: `for` is no key of a recording rule\n"
       "14: a rule has either `alert` or `record`\n"
       "15: a rule without `expr`\n"
       "16: `labels` is a map of texts\n"
       "17: a group is a map with `name` and `rules`\n");
  CHECK_THAT(faults_of("route: {receiver: x}\n"), Contains("no `groups` here"));
  CHECK_THAT(faults_of(""), Contains("no `groups` here"));
  CHECK_THAT(faults_of("groups: 5\n"), Contains("1: `groups` is a list"));
}
