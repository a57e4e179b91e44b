#include "dryrun/test_runner.hpp"

#include "dsl/checker.hpp"
#include "dsl/parser.hpp"
#include "evaluators/catalogue.hpp"
#include "sources/source.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <numeric>

namespace tocsin::dryrun {
namespace {

constexpr std::size_t kTests = 24;

// Every fourth test sends what is slow and expects nothing; number 5 reads a file that is not
// there.
std::string rules() {
  std::string text = R"(tocsin 1
model shop {
  time at
  key id
  field latency: duration in ms
  feature platform: category of ["a", "b"]
  reference training from "not_here.csv"
}
watch shop {
  every 1m
  service slow "Slow" {
    measure p95(latency) over 5m
    by platform and overall
    warn when > 400ms for 2m
    no data keep
  }
  drift moved "Moved" {
    measure psi(platform) against training over 5m
    warn when > 0.2
  }
}
channel team: console {}
route warn to team
)";
  for (std::size_t i = 0; i < kTests; ++i)
    text += fmt::format(
        "test \"{0}\" of shop.{1} {{\n  seed {0}\n  send 300 events over 20m {{\n"
        "    latency = uniform({2}ms, {3}ms)\n    platform = cycle(\"a\", \"b\")\n  }}\n"
        "  expect no alert\n}}\n",
        i, i == 5 ? "moved" : "slow", i % 4 == 3 ? 500 : 100, i % 4 == 3 ? 600 : 200);
  return text;
}

std::shared_ptr<const dsl::Plan> plan() {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"test.tocsin", rules()});
  std::vector<dsl::ast::File> files;
  files.push_back(dsl::parse(sources, 0, diagnostics));
  const dsl::Catalogue catalogue{.measures = evaluators::measures(),
                                 .channels = {{"console", "The terminal.", {}}},
                                 .sources = sources::catalogue()};
  auto plan = dsl::check(files, sources, catalogue, {}, diagnostics);
  for (const auto& d : diagnostics.all()) UNSCOPED_INFO(d.message);
  REQUIRE(plan != nullptr);
  return plan;
}

std::vector<std::size_t> all_of(const dsl::Plan& plan) {
  std::vector<std::size_t> all(plan.tests.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::string story_of(const std::vector<TestOutcome>& outcomes) {
  std::string text;
  for (const auto& outcome : outcomes) {
    text += fmt::format("{}:", outcome.test);
    if (!outcome.result) text += " " + outcome.result.error().message;
    if (outcome.result)
      for (const auto& failure : outcome.result->failures) {
        text += " " + failure.happened + "\n";
        for (const auto& line : lines_of(failure.timeline)) text += line + "\n";
      }
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("several threads find what one finds", "[dryrun][test_runner]") {
  const auto rules = plan();
  const auto alone = run_tests(*rules, all_of(*rules), {.jobs = 1, .progress = {}});
  REQUIRE(alone.size() == kTests);
  for (std::size_t i = 0; i < kTests; ++i) {
    CAPTURE(i);
    CHECK(alone[i].test == i);
    CHECK(alone[i].result.has_value() == (i != 5));
    CHECK(alone[i].passed() == (i != 5 && i % 4 != 3));
  }
  const auto together = run_tests(*rules, all_of(*rules), {.jobs = 4, .progress = {}});
  CHECK(story_of(together) == story_of(alone));
}

TEST_CASE("after the first failure nothing is told, however many threads ran",
          "[dryrun][test_runner]") {
  const auto rules = plan();
  for (const std::size_t jobs : {1U, 4U, 64U}) {
    CAPTURE(jobs);
    const auto outcomes =
        run_tests(*rules, all_of(*rules), {.jobs = jobs, .fail_fast = true, .progress = {}});
    REQUIRE(outcomes.size() == 4);
    CHECK(!outcomes.back().passed());
  }
}

TEST_CASE("only the tests that were asked for run, in the order asked for",
          "[dryrun][test_runner]") {
  const auto rules = plan();
  std::size_t told = 0;
  const auto outcomes =
      run_tests(*rules, {8, 2}, {.jobs = 1, .progress = [&](std::size_t done) { told = done; }});
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].test == 8);
  CHECK(outcomes[1].test == 2);
  CHECK(told == 2);
  CHECK(run_tests(*rules, {}, {.jobs = 4, .progress = {}}).empty());
}

}  // namespace tocsin::dryrun
