// The results of tests for other programs. Holds nothing that differs from run to run.
#include "cli/test_report.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;

Json place_json(const dsl::Project& project, dsl::Span span) {
  if (span.end <= span.begin) return nullptr;
  return {{"file", project.sources.file(span.file).path},
          {"line", project.sources.place(span.file, span.begin).line},
          {"text", line_at(project, span)}};
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
      failures.push_back({{"test", place_json(report.project, failure.expectation)},
                          {"rule", place_json(report.project, failure.rule)},
                          {"expected", failure.expected},
                          {"happened", failure.happened},
                          {"timeline", timeline_json(failure.timeline)}});
    for (const auto& rounding : outcome.result->roundings)
      notes.push_back(
          {{"test", place_json(report.project, rounding.expectation)}, {"text", rounding.text}});
  }
  return {{"title", test.title},
          {"file", report.project.sources.file(test.span.file).path},
          {"line", report.project.sources.place(test.span.file, test.span.begin).line},
          {"state", to_text(state_of(outcome))},
          {"error", outcome.result ? Json(nullptr) : Json(outcome.result.error().message)},
          {"failures", failures},
          {"notes", notes}};
}

Json coverage_json(const TestReport& report, ShowCoverage coverage) {
  Json json = Json::object();
  for (std::size_t i = 0; i < dryrun::kPartKinds; ++i) {
    const auto kind = static_cast<dryrun::PartKind>(i);
    json[std::string(dryrun::to_text(kind)) + "s"] = {
        {"exercised", report.coverage.exercised(kind)}, {"all", report.coverage.count(kind)}};
  }
  json["percent"] = coverage_percent(report.coverage);
  if (coverage == ShowCoverage::no) return json;
  json["not_exercised"] = Json::array();
  for (const auto& part : report.coverage.parts)
    if (!part.is_exercised)
      json["not_exercised"].push_back({{"kind", dryrun::to_text(part.kind)},
                                       {"name", part.name},
                                       {"rule", place_json(report.project, part.span)}});
  return json;
}

}  // namespace

void show_json(const TestReport& report, ShowCoverage coverage, std::ostream& out) {
  Json tests = Json::array();
  for (const auto& outcome : report.outcomes) tests.push_back(outcome_json(report, outcome));
  const Json json{{"passed", report.count(TestState::passed)},
                  {"failed", report.count(TestState::failed)},
                  {"errors", report.count(TestState::broken)},
                  {"not_run", report.not_run},
                  {"tests", tests},
                  {"coverage", coverage_json(report, coverage)}};
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace tocsin::cli
