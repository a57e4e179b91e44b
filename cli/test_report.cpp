#include "cli/test_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::cli {

TestState state_of(const dryrun::TestOutcome& outcome) {
  if (!outcome.result) return TestState::broken;
  return outcome.passed() ? TestState::passed : TestState::failed;
}

std::string_view to_text(TestState state) {
  switch (state) {
    case TestState::passed: return "passed";
    case TestState::failed: return "failed";
    case TestState::broken: return "error";
  }
  return "";
}

std::size_t TestReport::count(TestState state) const {
  return static_cast<std::size_t>(std::ranges::count(outcomes, state, state_of));
}

std::string place_of(const TestReport& report, dsl::Span span) {
  return fmt::format("{}:{}", report.file(span), report.line(span));
}

std::string line_at(const dsl::Project& project, dsl::Span span) {
  const auto place = project.sources.place(span.file, span.begin);
  const auto line = project.sources.line(span.file, place.line);
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(line.substr(first, line.find_last_not_of(" \t\r") - first + 1));
}

double coverage_percent(const dryrun::Coverage& coverage) {
  return std::floor(coverage.share() * 1000) / 10;
}

std::string coverage_text(const dryrun::Coverage& coverage) {
  std::string text;
  for (std::size_t i = 0; i < dryrun::kPartKinds; ++i) {
    const auto kind = static_cast<dryrun::PartKind>(i);
    if (kind > dryrun::PartKind::route && coverage.count(kind) == 0) continue;
    text += fmt::format("{}{} of {} {}s", i == 0 ? "" : ", ", coverage.exercised(kind),
                        coverage.count(kind), dryrun::to_text(kind));
  }
  return fmt::format("{} ({}%)", text, coverage_percent(coverage));
}

}  // namespace tocsin::cli
