// The results of tests for other programs. Holds nothing that differs from run to run.
#include "cli/test_report.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;

Json place_json(const TestReport& report, dsl::Span span) {
  if (span.end <= span.begin) return nullptr;
  return {{"file", report.file(span)},
          {"line", report.line(span)},
          {"text", line_at(report.project, span)}};
}

Json timeline_json(const std::vector<dryrun::TimelineRow>& rows) {
  Json all = Json::array();
  for (const auto& row : rows)
    all.push_back({{"at", row.at},
                   {"segment", row.segment},
                   {"value", row.value},
                   {"n", row.n},
                   {"state", row.state},
                   {"asked", row.is_asked}});
  return all;
}

Json outcome_json(const TestReport& report, const dryrun::TestOutcome& outcome) {
  const auto& test = report.test(outcome);
  Json failures = Json::array(), notes = Json::array();
  if (outcome.result) {
    for (const auto& failure : outcome.result->failures)
      failures.push_back({{"test", place_json(report, failure.expectation)},
                          {"rule", place_json(report, failure.rule)},
                          {"expected", failure.expected},
                          {"happened", failure.happened},
                          {"timeline", timeline_json(failure.timeline)}});
    for (const auto& rounding : outcome.result->roundings)
      notes.push_back(
          {{"test", place_json(report, rounding.expectation)}, {"text", rounding.text}});
  }
  return {{"title", test.title},
          {"file", report.file(test.span)},
          {"line", report.line(test.span)},
          {"state", to_text(state_of(outcome))},
          {"error", outcome.result ? Json(nullptr) : Json(outcome.result.error().message)},
          {"failures", failures},
          {"notes", notes}};
}

// Of the rules of all projects.
dryrun::Coverage merged_coverage(const std::vector<TestReport>& reports) {
  dryrun::Coverage all;
  for (const auto& report : reports)
    all.parts.insert(all.parts.end(), report.coverage.parts.begin(), report.coverage.parts.end());
  return all;
}

Json not_exercised_json(const std::vector<TestReport>& reports) {
  Json all = Json::array();
  for (const auto& report : reports)
    for (const auto& part : report.coverage.parts)
      if (!part.is_exercised)
        all.push_back({{"kind", dryrun::to_text(part.kind)},
                       {"name", part.name},
                       {"rule", place_json(report, part.span)}});
  return all;
}

Json coverage_json(const std::vector<TestReport>& reports, ShowCoverage show) {
  const auto coverage = merged_coverage(reports);
  Json json = Json::object();
  for (std::size_t i = 0; i < dryrun::kPartKinds; ++i) {
    const auto kind = static_cast<dryrun::PartKind>(i);
    json[std::string(dryrun::to_text(kind)) + "s"] = {{"exercised", coverage.exercised(kind)},
                                                      {"all", coverage.count(kind)}};
  }
  json["percent"] = coverage_percent(coverage);
  if (show == ShowCoverage::yes) json["not_exercised"] = not_exercised_json(reports);
  return json;
}

std::size_t count(const std::vector<TestReport>& reports, TestState state) {
  std::size_t all = 0;
  for (const auto& report : reports) all += report.count(state);
  return all;
}

}  // namespace

void show_json(const std::vector<TestReport>& reports, ShowCoverage coverage, std::ostream& out) {
  Json tests = Json::array();
  std::size_t not_run = 0;
  for (const auto& report : reports) {
    for (const auto& outcome : report.outcomes) tests.push_back(outcome_json(report, outcome));
    not_run += report.not_run;
  }
  const Json json{{"passed", count(reports, TestState::passed)},
                  {"failed", count(reports, TestState::failed)},
                  {"errors", count(reports, TestState::broken)},
                  {"not_run", not_run},
                  {"tests", tests},
                  {"coverage", coverage_json(reports, coverage)}};
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace tocsin::cli
