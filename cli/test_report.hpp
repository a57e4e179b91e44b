// What a run of `tocsin test` found, and the forms in which it is told.
#pragma once

#include "cli/commands.hpp"
#include "dryrun/test_coverage.hpp"
#include "dryrun/test_runner.hpp"
#include "dsl/checker.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

enum class TestState : std::uint8_t { passed, failed, broken };  // broken: it could not run

struct TestReport {
  const dsl::Project& project;
  const dsl::Plan& plan;
  std::vector<dryrun::TestOutcome> outcomes;  // in the order of files
  std::size_t not_run = 0;                    // behind the first failure of --fail-fast
  dryrun::Coverage coverage;                  // by the outcomes

  const dsl::TestPlan& test(const dryrun::TestOutcome& outcome) const {
    return plan.tests[outcome.test];
  }
  std::size_t count(TestState state) const;
};

TestState state_of(const dryrun::TestOutcome& outcome);
std::string_view to_text(TestState state);  // "passed", "failed", "error"

// "rules/late.tocsin:12".
std::string place_of(const dsl::Project& project, dsl::Span span);
// The line of the place, without the blanks around it.
std::string line_at(const dsl::Project& project, dsl::Span span);

// "12 of 14 rungs, 3 of 3 gaps, 2 of 2 routes (89.4%)".
std::string coverage_text(const dryrun::Coverage& coverage);
// The same share, never rounded up: "89.4".
double coverage_percent(const dryrun::Coverage& coverage);

enum class ShowCoverage { no, yes };  // yes: with what no test exercises

void show_text(const TestReport& report, ShowCoverage coverage, Invocation& invocation);
void show_json(const TestReport& report, ShowCoverage coverage, std::ostream& out);
// JUnit's XML as continuous integration reads it: a suite a file, a case a test.
void write_junit(const TestReport& report, std::ostream& out);

}  // namespace tocsin::cli
