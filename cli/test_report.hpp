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
  std::string folder;                         // what its files are told below, as with prefix_of()
  std::vector<dryrun::TestOutcome> outcomes;  // in the order of files
  std::size_t not_run = 0;                    // behind the first failure of --fail-fast
  dryrun::Coverage coverage;                  // by the outcomes

  const dsl::TestPlan& test(const dryrun::TestOutcome& outcome) const {
    return plan.tests[outcome.test];
  }
  std::string file(dsl::Span span) const { return folder + project.sources.file(span.file).path; }
  std::size_t line(dsl::Span span) const {
    return project.sources.place(span.file, span.begin).line;
  }
  std::size_t count(TestState state) const;
};

TestState state_of(const dryrun::TestOutcome& outcome);
std::string_view to_text(TestState state);  // "passed", "failed", "error"

// "rules/late.tocsin:12".
std::string place_of(const TestReport& report, dsl::Span span);
// The line of the place, without the blanks around it.
std::string line_at(const dsl::Project& project, dsl::Span span);

// "12 of 14 rungs, 3 of 3 gaps, 2 of 2 routes (89.4%)".
std::string coverage_text(const dryrun::Coverage& coverage);
// The same share, never rounded up: "89.4".
double coverage_percent(const dryrun::Coverage& coverage);

enum class ShowCoverage { no, yes };  // yes: with what no test exercises

void show_text(const TestReport& report, ShowCoverage coverage, Invocation& invocation);
// Both are one document for all projects. JUnit's XML as continuous integration reads it: a suite a
// file, a case a test.
void show_json(const std::vector<TestReport>& reports, ShowCoverage coverage, std::ostream& out);
void write_junit(const std::vector<TestReport>& reports, std::ostream& out);

}  // namespace tocsin::cli
