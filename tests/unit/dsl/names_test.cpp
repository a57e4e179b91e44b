// Packages, parameters, templates and renamed monitors.
#include "tests/support/temp_dir.hpp"
#include "tests/unit/dsl/checked.hpp"
#include "tests/unit/dsl/fake_catalogue.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::dsl {
namespace {

using Codes = std::vector<std::string>;
using Files = std::vector<std::pair<std::string, std::string>>;

const std::string kShared = R"(
let bad = ["error", "timeout"]
let unit_of_half = 2
let half(x: number) = x / unit_of_half
let slow(limit: duration = 1s) = share(latency > limit)
template late(limit: duration, early: duration = limit * 0.8, part: any field = platform) for fear {
  measure p95(latency) where status in bad over 10m every 1m
  by part and overall
  needs 100 events
  warn when > early for 10m
  page when > limit for 3 of 5 until clear for 15m
}
template moved(base: reference, level: severity) for drift {
  measure psi(p) against base over 1d
  level when > 0.2 for 6h
  no data level after 2h
}
template inputs(least: share) for contract {
  over 1h every 5m
  warn when < least for 15m
  expect known: status in bad
  expect few: nulls(latency) < 1%
}
)";

const std::string kLoans = R"(
model loans "Loans" {
  time at
  field latency: duration in ms
  field status: category of ["ok", "error", "timeout"]
  field platform: category of ["a", "b"]
  field age: int
  score p: share
  reference training from "training.csv"
}
channel all: console {}
route info, warn, page to all repeat 1h
)";

// `clauses` inside `watch loans { ... }`, beside the folder `shared`.
Checked with_shared(const std::string& clauses) {
  return checked(Files{
      {"shared/rules.tocsin", kShared},
      {"loans.tocsin", "use \"shared\" as s\n" + kLoans + "watch loans {\n" + clauses + "\n}\n"}});
}

double threshold_of(const MonitorPlan& monitor, std::size_t rung) {
  return monitor.rungs.at(rung).trigger.low;
}

}  // namespace

TEST_CASE("a template gives its clauses, with the arguments in place of the parameters",
          "[dsl][names]") {
  const auto rules = with_shared("fear slow \"It is slow\" from s.late(limit: 500ms)");
  INFO(rules.text());
  const auto& slow = rules.monitor("slow");
  CHECK(slow.title == "It is slow");
  CHECK(slow.needs.events == 100);
  CHECK(slow.by.overall);
  REQUIRE(slow.by.fields.size() == 1);
  CHECK(slow.by.fields[0].members == Codes{"a", "b"});
  REQUIRE(slow.rungs.size() == 2);
  CHECK(threshold_of(slow, 0) == 400e6);  // 0.8 of 500ms
  CHECK(threshold_of(slow, 1) == 500e6);
  CHECK(slow.rungs[0].trigger.text == "> 400ms");  // a message shows the value, not the name
  CHECK(slow.rungs[1].of_n == 3);
  REQUIRE(slow.aggregates.size() == 1);
  REQUIRE(slow.aggregates[0].where);
  CHECK(slow.aggregates[0].where->set == Codes{"error", "timeout"});
}

TEST_CASE("a template means what its clauses mean when they are written out", "[dsl][names]") {
  const auto rules = with_shared(R"(
    fear one "It is slow" from s.late(limit: 500ms)
    fear two "It is slow" {
      measure p95(latency) where status in s.bad over 10m every 1m
      by platform and overall
      needs 100 events
      warn when > 400ms for 10m
      page when > 500ms for 3 of 5 until clear for 15m
    })");
  INFO(rules.text());
  CHECK(rules.fingerprint("one") == rules.fingerprint("two"));
  CHECK(rules.fingerprint("one") != Hash128{});
}

TEST_CASE("a body replaces the clauses of the same head and no others", "[dsl][names]") {
  const auto rules = with_shared(R"(
    fear slow "It is slow" from s.late(limit: 500ms, part: status) {
      over 30m
      needs 7 events
      page when > 2s for 5m until < 1s
      runbook "https://wiki.example/slow"
    })");
  INFO(rules.text());
  const auto& slow = rules.monitor("slow");
  CHECK(slow.window.length == std::chrono::minutes(30));
  CHECK(slow.needs.events == 7);
  CHECK(slow.by.fields[0].members == Codes{"ok", "error", "timeout"});
  REQUIRE(slow.rungs.size() == 2);
  CHECK(threshold_of(slow, 0) == 400e6);
  CHECK(threshold_of(slow, 1) == 2e9);
  CHECK(slow.rungs[1].of_n == 0);
  CHECK(slow.runbook == "https://wiki.example/slow");
  CHECK(std::ranges::count(rules.lints(), "T6103") == 0);
}

TEST_CASE("references and severities are parameters too", "[dsl][names]") {
  const auto rules = with_shared("drift shift \"x\" from s.moved(base: training, level: page)");
  INFO(rules.text());
  const auto& shift = rules.monitor("shift");
  REQUIRE(shift.rungs.size() == 1);
  CHECK(shift.rungs[0].severity == 2);
  CHECK(shift.no_data.severity == 2);
  REQUIRE(shift.aggregates.size() == 1);
  CHECK(shift.aggregates[0].reference == 0);
}

TEST_CASE("a contract from a template has its checks; one of the same name replaces it",
          "[dsl][names]") {
  const auto rules = with_shared(R"(
    contract sent "What is sent" from s.inputs(least: 98%) {
      expect known: status = "ok" { warn when < 50% for 15m }
    })");
  INFO(rules.text());
  const auto& known = rules.monitor("sent.known");
  CHECK(threshold_of(known, 0) == 0.5);
  CHECK(known.window.length == std::chrono::hours(1));
  CHECK(threshold_of(rules.monitor("sent.few"), 0) == 0.98);
}

TEST_CASE("a let with parameters stands for its expression", "[dsl][names]") {
  const auto rules = with_shared(R"(
    let much(x: number) = x > s.half(50)
    quality a "x" { measure s.slow(500ms) over 10m; warn when > 5% for 10m }
    quality b "x" { measure share(latency > 500ms) over 10m; warn when > 5% for 10m }
    quality c "x" { measure s.slow over 10m; warn when > 5% for 10m }
    quality d "x" { measure share(much(s.half(s.half(age)))) over 10m; warn when > 5% for 10m }
    quality e "x" { measure share(age / 2 / 2 > 25) over 10m; warn when > 5% for 10m })");
  INFO(rules.text());
  CHECK(rules.fingerprint("a") == rules.fingerprint("b"));
  CHECK(rules.fingerprint("a") != rules.fingerprint("c"));
  CHECK(rules.fingerprint("d") == rules.fingerprint("e"));
  CHECK(rules.monitor("a").measure_text == "s.slow(500ms) over 10m");
}

TEST_CASE("a template sees the names of its own package, not of its user", "[dsl][names]") {
  const auto rules = with_shared(R"(
    let bad = 5
    fear slow "It is slow" from s.late(limit: 500ms))");
  INFO(rules.text());
  CHECK(rules.errors().empty());
  const auto lost = checked(Files{
      {"shared/rules.tocsin",
       "template t { measure share(latency > most) over 10m\n warn when > 5% for 10m }\n"},
      {"loans.tocsin", "use \"shared\" as s\nlet most = 1s\n" + kLoans +
                           "watch loans {\n let unused = most\n fear f \"x\" from s.t\n}\n"}});
  CHECK(lost.errors() == Codes{"T1203"});
}

TEST_CASE("only what a package declares itself is visible through an alias", "[dsl][names]") {
  const auto rules = checked(Files{
      {"a/rules.tocsin", "let limit = 1s\n"},
      {"b/rules.tocsin", "use \"a\" as a\nlet other = a.limit\n"},
      {"loans.tocsin", "use \"b\" as b\n" + kLoans +
                           "watch loans {\n quality q \"x\" { measure p95(latency) over 10m\n"
                           "  warn when > b.limit for 10m\n  page when > b.other for 10m }\n}"}});
  INFO(rules.text());
  CHECK(rules.errors() == Codes{"T1201"});
}

TEST_CASE("models, monitors and channels are found in other folders", "[dsl][names]") {
  const auto rules = checked(Files{
      {"loans/model.tocsin", kLoans},
      {"team/watch.tocsin",
       "use \"loans\" as l\nwatch l.loans {\n quality q \"x\" { measure p95(latency) over 10m\n"
       "  warn when > 1s for 10m }\n}\nroute info to desk\n"
       "test \"t\" of l.loans { send 600 events over 1h { latency = 2s }\n ignore l.loans.q }\n"},
      {"desk.tocsin", "channel desk: console {}\nroute info, warn, page to desk\n"}});
  INFO(rules.text());
  REQUIRE(rules.plan);
  CHECK(rules.monitor("q").package == "team");
  CHECK(rules.plan->routes.size() == 3);
  CHECK(rules.plan->tests.at(0).scope.size() == 1);
}

TEST_CASE("a chain of lets and a let inside itself come to an end", "[dsl][names]") {
  std::string lets = "let g0(x: number) = x + x\n";
  for (int i = 1; i < 40; ++i)
    lets += "let g" + std::to_string(i) + "(x: number) = g" + std::to_string(i - 1) + "(x) + g" +
            std::to_string(i - 1) + "(x)\n";
  const auto q = [](const std::string& measure) {
    return "watch loans {\n quality q \"x\" { measure " + measure +
           " over 10m\n warn when > 5 for 10m }\n}\n";
  };
  const auto doubled = checked(lets + kLoans + q("mean(g39(age))"));
  CHECK(doubled.errors() == Codes{"T0016"});
  std::string chain = "let c0 = 1\n";
  for (int i = 1; i < 300; ++i)
    chain += "let c" + std::to_string(i) + " = c" + std::to_string(i - 1) + " + 1\n";
  const auto deep = checked(chain + kLoans + q("mean(age) + c150")).errors();
  CHECK(std::ranges::count(deep, "T0016") == 100);  // c200 to c299, each by itself
  const auto circle = checked("let f(x: number) = f(x)\n" + kLoans + q("mean(f(age))"));
  CHECK(circle.errors() == Codes{"T1208"});
  const auto own =
      checked("let f(x: number, y: number = y) = x + y\n" + kLoans + q("mean(f(age))"));
  CHECK_FALSE(own.errors().empty());
  const auto nested = checked("let f(x: number) = x + 1\n" + kLoans + q("mean(f(f(f(age))))"));
  INFO(nested.text());
  CHECK(nested.errors().empty());
}

TEST_CASE("a renamed monitor remembers its old name", "[dsl][names]") {
  const auto rules = with_shared(R"(
    fear slow "It is slow" was late from s.late(limit: 500ms)
    contract sent "What is sent" was inputs from s.inputs(least: 98%))");
  INFO(rules.text());
  CHECK(rules.monitor("slow").was == "late");
  CHECK(rules.monitor("sent.few").was == "inputs.few");
}

TEST_CASE("a project is the tree of the file that was named", "[dsl][names][project]") {
  const test::TempDir dir;
  dir.write("shared/a.tocsin", "tocsin 1\nlet limit = 1s\n");
  dir.write("b.tocsin", "tocsin 1\nuse \"shared\" as s\n" + kLoans);
  dir.write("team/c.tocsin", "tocsin 1\n");
  const auto bare = load_project({dir / "b.tocsin"}, fake_catalogue(), {});
  REQUIRE(bare);
  CHECK(bare->sources.size() == 3);
  REQUIRE(bare->plan);
  dir.write("tocsin.toml", "");
  const auto marked = load_project({dir / "team/c.tocsin"}, fake_catalogue(), {});
  REQUIRE(marked);
  CHECK(marked->sources.size() == 3);
}

}  // namespace tocsin::dsl
