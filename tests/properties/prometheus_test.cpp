// What goes to Prometheus comes back: exported again, it is the same rules; and what Prometheus
// cannot hold is said.
#include "exchange/prometheus_export.hpp"
#include "exchange/prometheus_import.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <sstream>

namespace tocsin::test {
namespace {

using exchange::Export;
using exchange::RuleFile;

// Of files with several documents, and of none that hold other things.
std::optional<std::vector<RuleFile>> read(const std::string& text) {
  auto rules = exchange::read_prometheus_rules(text);
  if (!rules || !rules->faults.empty()) return std::nullopt;
  return std::vector<RuleFile>{{"rules.yml", std::move(*rules)}};
}

std::string rules_of(const std::vector<RuleFile>& files) {
  const auto made = exchange::import_prometheus(files, std::nullopt, cli::catalogue());
  return made.text.substr(made.text.find('\n') + 1);  // `sound` adds the header
}

// Comments tell losses: those of an earlier trip are not told again.
std::string without_comments(const std::string& text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (line.find_first_not_of(' ') == std::string::npos ||
        line[line.find_first_not_of(' ')] != '#')
      kept += line + "\n";
  return kept;
}

Export exported_again(const Export& first) {
  const auto files = read(first.text);
  REQUIRE(files);
  const auto text = rules_of(*files);
  INFO(text);
  return exchange::export_prometheus(*sound(text));
}

void check_trip(const Export& first) {
  CAPTURE(first.text);
  CHECK(without_comments(exported_again(first).text) == without_comments(first.text));
}

// Of everything that a monitor of PromQL may say, with and without steps.
constexpr const char* kRules = R"rules(
unit EUR
model ranker "Ranking" { time at }
model other "Other" { time at }

watch ranker {
  every 1m
  service down "It is down" {
    measure promql """min by (zone) (up)""" as bool over 5m
    by zone
    warn when false for 2 of 3
    page when false for 5 of 5 until clear for 10m
    no data page after 3m
    message "{segment.zone} \{now\} \"{value}\": {severity} of {monitor}, {threshold}"
  }
  service flag "A flag {{ is set" {
    measure promql """max(flag)""" as bool over 5m
    page when true for 2m
    no data ok
    because "First.\nSecond."
    owner "the {{ team"
  }
  service cost "It costs" {
    measure promql """sum(cost)""" as number in EUR over 1h
    warn when > 100EUR for 2m
    page when > 250EUR for 3 of 5
    no data ok
    tag tier = "1"
  }
  service copies "A copy is gone" {
    measure promql """count(up)""" as int over 5m
    page when != 3 for 1m
    no data ok
    tag severity = "critical"
  }
}
watch ranker {
  every 5m
  quality odd "Scores are odd" {
    measure promql """avg(score) or vector(0)""" as share over 10m
    warn when outside 25%..75% for 2 of 4
    no data keep
  }
  quality stuck "Scores are stuck" {
    measure promql """stddev(score)""" as number over 10m
    warn when inside 0..0.01 for 10m
    no data keep
  }
}
watch other {
  service slow "Late" {
    measure promql """max(seconds)""" as duration in s over 5m
    warn when >= 1500ms for 1m
    no data ok
  }
}
channel oncall: console {}
route warn, page to oncall repeat 1h
)rules";

}  // namespace

TEST_CASE("rules that went to Prometheus and back go there the same", "[property][exchange]") {
  const auto plan = sound(kRules);
  const auto first = exchange::export_prometheus(*plan);
  for (const auto& monitor : first.monitors) CHECK_FALSE(monitor.alerts.empty());
  check_trip(first);
  const auto back = sound(rules_of(*read(first.text)));
  REQUIRE(back->monitors.size() == plan->monitors.size());
  for (std::size_t i = 0; i < plan->monitors.size(); ++i) {
    const auto &was = plan->monitors[i], &is = back->monitors[i];
    CAPTURE(was.name);
    CHECK(is.name == was.name);
    CHECK(is.title == was.title);
    CHECK(is.measure->type.kind == was.measure->type.kind);
    CHECK(is.measure->type.unit == was.measure->type.unit);
    CHECK(is.raw->query == was.raw->query);
    CHECK(is.window.every == was.window.every);
    CHECK(is.window.length == was.window.length);
    CHECK(is.because == was.because);
    CHECK(is.owner == was.owner);
    CHECK(is.message == was.message);
    CHECK(is.tags == was.tags);
    REQUIRE(is.rungs.size() == was.rungs.size());
    for (std::size_t k = 0; k < was.rungs.size(); ++k) {
      const auto &rung = was.rungs[k], &same = is.rungs[k];
      CHECK(same.severity == rung.severity);
      CHECK(same.trigger.kind == rung.trigger.kind);
      CHECK(same.trigger.low == rung.trigger.low);
      CHECK(same.trigger.high == rung.trigger.high);
      CHECK(same.hold == rung.hold);
      CHECK(same.of_n == rung.of_n);
      CHECK(same.of_m == rung.of_m);
      CHECK(same.clear_hold == rung.clear_hold);
    }
  }
}

TEST_CASE("what Prometheus cannot hold of the rules here is said of each", "[property][exchange]") {
  for (const char* folder :
       {"rules/car_loan", "rules/loan_rejection", "rules/taxi_tip", "tests/language"}) {
    CAPTURE(folder);
    const auto first = exchange::export_prometheus(*project(folder).plan);
    for (const auto& monitor : first.monitors) {
      CAPTURE(monitor.monitor);
      CHECK((!monitor.alerts.empty() || !monitor.losses.empty()));
    }
    // Names lose their package on the first trip and nothing on the next.
    if (first.text != "groups: []\n") check_trip(exported_again(first));
  }
}

TEST_CASE("rules of others that came from Prometheus go there and back", "[property][exchange]") {
  const auto folder = needed_data("prometheus_rules");
  if (!folder) return;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".yml" && extension != ".yaml") continue;
    const auto found = read(content_of(entry.path()));
    if (!found) continue;
    CAPTURE(entry.path());
    const auto text = rules_of(*found);
    INFO(text);
    ++files;
    if (text.find("measure promql") != std::string::npos)  // else all are recording rules
      check_trip(exchange::export_prometheus(*sound(text)));
  }
  CHECK(files == 120);
}

}  // namespace tocsin::test
