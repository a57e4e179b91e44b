// The results of tests as JUnit's XML.
#include "cli/test_report.hpp"

#include <fmt/format.h>

#include <map>
#include <ostream>

namespace tocsin::cli {
namespace {

// Most control characters may not stand in XML 1.0, not even as references: they are shown as
// `\x1b`. Line ends and tabs are references, so that attributes keep them.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char ch = text[i];
    const auto byte = static_cast<unsigned char>(ch);
    if (ch == '&')
      out += "&amp;";
    else if (ch == '<')
      out += "&lt;";
    else if (ch == '>')
      out += "&gt;";
    else if (ch == '"')
      out += "&quot;";
    else if (ch == '\n' || ch == '\t' || ch == '\r')
      out += fmt::format("&#{};", byte);
    else if (byte < 0x20 || byte == 0x7f)
      out += fmt::format("\\x{:02x}", byte);
    else if (text.substr(i, 3) == "\xef\xbf\xbe" || text.substr(i, 3) == "\xef\xbf\xbf") {
      out += "\xef\xbf\xbd";  // U+FFFE and U+FFFF are no characters
      i += 2;
    } else {
      out += ch;
    }
  }
  return out;
}

double seconds(std::chrono::steady_clock::duration took) {
  return std::chrono::duration<double>(took).count();
}

struct Suite {
  std::vector<const dryrun::TestOutcome*> cases;
  std::size_t failures = 0, errors = 0;
  double seconds = 0;

  void add(const dryrun::TestOutcome& outcome) {
    cases.push_back(&outcome);
    failures += state_of(outcome) == TestState::failed ? 1U : 0U;
    errors += state_of(outcome) == TestState::broken ? 1U : 0U;
    seconds += cli::seconds(outcome.took);
  }
  std::string numbers() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="0" time="{:.3f}")",
                       cases.size(), failures, errors, seconds);
  }
};

std::string story_of(const TestReport& report, const dryrun::TestFailure& failure) {
  auto text = fmt::format("{}: expected {}\nhappened: {}\n", place_of(report, failure.expectation),
                          failure.expected, failure.happened);
  if (failure.rule.end > failure.rule.begin)
    text += fmt::format("rule: {}: {}\n", place_of(report, failure.rule),
                        line_at(report.project, failure.rule));
  for (const auto& line : dryrun::lines_of(failure.timeline)) text += line + "\n";
  return text;
}

// A case has one failure: it tells of all.
std::string trouble_of(const TestReport& report, const dryrun::TestOutcome& outcome) {
  if (!outcome.result)
    return fmt::format("      <error message=\"{0}\" type=\"error\">{0}</error>\n",
                       escaped(outcome.result.error().message));
  if (outcome.passed()) return "";
  const auto& failures = outcome.result->failures;
  std::string text;
  for (const auto& failure : failures) text += story_of(report, failure);
  const auto more =
      failures.size() > 1 ? fmt::format(" (and {} more)", failures.size() - 1) : std::string();
  return fmt::format("      <failure message=\"{}\" type=\"expectation\">{}</failure>\n",
                     escaped(fmt::format("expected {}; happened: {}{}", failures.front().expected,
                                         failures.front().happened, more)),
                     escaped(text));
}

void write_case(const TestReport& report, const std::string& file,
                const dryrun::TestOutcome& outcome, std::ostream& out) {
  const auto& test = report.test(outcome);
  const auto trouble = trouble_of(report, outcome);
  out << fmt::format(R"(    <testcase name="{}" classname="{}" file="{}" line="{}" time="{:.3f}")",
                     escaped(test.title), escaped(file), escaped(file), report.line(test.span),
                     seconds(outcome.took));
  out << (trouble.empty() ? "/>\n" : ">\n" + trouble + "    </testcase>\n");
}

void write_suites(const TestReport& report, std::ostream& out) {
  std::map<std::uint32_t, Suite> suites;  // by file
  for (const auto& outcome : report.outcomes) suites[report.test(outcome).span.file].add(outcome);
  for (const auto& [number, suite] : suites) {
    const auto file = report.folder + report.project.sources.file(number).path;
    out << fmt::format("  <testsuite name=\"{}\" {}>\n", escaped(file), suite.numbers());
    for (const auto* outcome : suite.cases) write_case(report, file, *outcome, out);
    out << "  </testsuite>\n";
  }
}

}  // namespace

void write_junit(const std::vector<TestReport>& reports, std::ostream& out) {
  Suite all;
  for (const auto& report : reports)
    for (const auto& outcome : report.outcomes) all.add(outcome);
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out << fmt::format("<testsuites name=\"tocsin test\" {}>\n", all.numbers());
  for (const auto& report : reports) write_suites(report, out);
  out << "</testsuites>\n";
}

}  // namespace tocsin::cli
