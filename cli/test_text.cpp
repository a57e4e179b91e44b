// The results of tests for people.
#include "base/printable.hpp"
#include "cli/test_report.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tocsin::cli {
namespace {

std::string painted(std::string_view word, const char* colour, const Invocation& invocation) {
  return invocation.colour ? fmt::format("\x1b[{}m{}\x1b[0m", colour, word) : std::string(word);
}

void show_failure(const TestReport& report, const dryrun::TestFailure& failure, std::ostream& out) {
  const auto& project = report.project;
  out << fmt::format("  {}: expected {}\n", place_of(report, failure.expectation),
                     printable(failure.expected));
  out << fmt::format("    happened: {}\n", printable(failure.happened));
  if (failure.rule.end > failure.rule.begin)
    out << fmt::format("    rule: {}: {}\n", place_of(report, failure.rule),
                       printable(line_at(project, failure.rule)));
  for (const auto& line : dryrun::lines_of(failure.timeline))
    out << "    " << printable(line) << '\n';
}

void show_outcome(const TestReport& report, const dryrun::TestOutcome& outcome,
                  Invocation& invocation) {
  const auto& test = report.test(outcome);
  const auto state = state_of(outcome);
  const auto word = state == TestState::passed   ? painted("pass", "32", invocation)
                    : state == TestState::failed ? painted("FAIL", "31", invocation)
                                                 : painted("ERROR", "31", invocation);
  invocation.out << fmt::format("{}  {}  {}\n", word, place_of(report, test.span),
                                printable(test.title));
  if (!outcome.result) {
    invocation.out << fmt::format("  could not run: {}\n",
                                  printable(outcome.result.error().message));
    return;
  }
  for (const auto& rounding : outcome.result->roundings)
    invocation.out << fmt::format("  {}: {}\n", place_of(report, rounding.expectation),
                                  rounding.text);
  for (const auto& failure : outcome.result->failures)
    show_failure(report, failure, invocation.out);
}

void show_coverage(const TestReport& report, std::ostream& out) {
  bool is_first = true;
  for (const auto& part : report.coverage.parts) {
    if (part.is_exercised) continue;
    if (is_first) out << "no test exercises\n";
    is_first = false;
    out << fmt::format("  {}: {} {}\n", place_of(report, part.span), dryrun::to_text(part.kind),
                       printable(part.name));
  }
}

}  // namespace

void show_text(const TestReport& report, ShowCoverage coverage, Invocation& invocation) {
  for (const auto& outcome : report.outcomes) show_outcome(report, outcome, invocation);
  if (coverage == ShowCoverage::yes) show_coverage(report, invocation.out);
  const auto broken = report.count(TestState::broken);
  invocation.out << fmt::format(
      "{} passed, {} failed{}{}\n", report.count(TestState::passed),
      report.count(TestState::failed), broken > 0 ? fmt::format(", {} could not run", broken) : "",
      report.not_run > 0 ? fmt::format(", {} not run after the first failure", report.not_run)
                         : "");
  invocation.out << "exercised: " << coverage_text(report.coverage) << '\n';
}

}  // namespace tocsin::cli
