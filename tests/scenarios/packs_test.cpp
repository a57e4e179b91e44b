#include "dryrun/rule_test.hpp"
#include "tests/scenarios/program.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace tocsin::test {
namespace {

using Kind = dsl::ExpectPlan::Kind;
using Monitors = std::set<std::size_t>;

// Every folder of rules/.
std::vector<std::string> packs() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "rules"))
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

// Of an expectation without `from` all monitors of the test that it does not ignore.
Monitors meant_by(const dsl::TestPlan& test, const dsl::ExpectPlan& expect) {
  if (!expect.monitors.empty()) return {expect.monitors.begin(), expect.monitors.end()};
  Monitors all(test.scope.begin(), test.scope.end());
  for (const auto ignored : test.ignored) all.erase(ignored);
  return all;
}

Monitors monitors_in(const dsl::Plan& plan, const std::set<Kind>& kinds) {
  Monitors found;
  for (const auto& test : plan.tests)
    for (const auto& expect : test.expects)
      if (kinds.contains(expect.kind)) found.merge(meant_by(test, expect));
  return found;
}

std::set<std::string> codes_of(const dsl::Diagnostics& diagnostics) {
  std::set<std::string> codes;
  for (const auto& diagnostic : diagnostics.all()) codes.insert(std::string(diagnostic.code));
  return codes;
}

std::string story_of(const dryrun::TestResult& result) {
  std::string text;
  for (const auto& failure : result.failures)
    text += "expected " + failure.expected + "; happened: " + failure.happened + "\n";
  return text;
}

}  // namespace

TEST_CASE("every rule pack is sound and says what it is for", "[scenario][packs]") {
  REQUIRE(packs() == std::vector<std::string>{"car_loan", "loan_rejection", "taxi_tip"});
  const auto pack = GENERATE(from_range(packs()));
  CAPTURE(pack);
  const auto rules = project("rules/" + pack);
  INFO(all_messages(rules.diagnostics, rules.sources));
  // What remains: rungs that stand in the language reference as they are (L004), and a reference
  // that is public data and not part of the pack (L026).
  auto codes = codes_of(rules.diagnostics);
  codes.erase(pack == "car_loan" ? "L026" : "L004");
  CHECK(codes.empty());
  const auto readme = content_of(source_dir() / "rules" / pack / "README.md");
  for (const char* section : {"## Where the limits come from", "## To make it yours"})
    CHECK(readme.find(section) != std::string::npos);
}

TEST_CASE("all tests of every rule pack pass", "[scenario][packs]") {
  const auto pack = GENERATE(from_range(packs()));
  const auto rules = project("rules/" + pack);
  REQUIRE(!rules.plan->tests.empty());
  for (const auto& test : rules.plan->tests) {
    CAPTURE(pack, test.title);
    const auto result = dryrun::run_test(*rules.plan, test);
    if (!result) FAIL(result.error().message);
    INFO(story_of(*result));
    CHECK(result->passed());
  }
}

TEST_CASE("every monitor of every rule pack has a test in which it fires and one in which not",
          "[scenario][packs]") {
  const auto pack = GENERATE(from_range(packs()));
  const auto rules = project("rules/" + pack);
  const auto fires = monitors_in(*rules.plan, {Kind::severity, Kind::severity_at});
  const auto rests = monitors_in(*rules.plan, {Kind::no_alert});
  for (std::size_t i = 0; i < rules.plan->monitors.size(); ++i) {
    CAPTURE(pack, rules.plan->monitors[i].name);
    CHECK(fires.contains(i));
    CHECK(rests.contains(i));
  }
}

}  // namespace tocsin::test
