// What the language must be able to say: every rule of this folder checks, is laid out as `fmt`
// would, and is judged in a test in which it fires and in one in which it does not. What is not
// evaluated yet is refused by name, and stands in not_evaluated.txt.
#include "dryrun/rule_test.hpp"
#include "dsl/format.hpp"
#include "dsl/not_evaluated.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iterator>
#include <set>

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;
using Kind = dsl::ExpectPlan::Kind;
using Lines = std::set<std::string>;

const dsl::Project& said() {
  static const auto kProject = project("tests/language");
  return kProject;
}

std::vector<fs::path> rule_files() {
  std::vector<fs::path> files;
  for (const auto* folder : {"rules", "tests/language", "tests/scenarios/names"})
    std::ranges::move(files_below(folder, ".tocsin"), std::back_inserter(files));
  return files;
}

std::string full_name(const dsl::Plan& plan, std::size_t monitor) {
  const auto& m = plan.monitors[monitor];
  return m.package + "/" + plan.models[m.model].schema.model + "." + m.name;
}

// "inputs/loans.moved: `linf`", of what a test cannot judge in it; nothing when it can.
std::string refusal_of(std::string text, const std::vector<dsl::NotEvaluated>& all) {
  Lines reasons;
  for (const auto& one : all)
    if (!one.runs_in_tests) reasons.insert(one.what);
  if (reasons.empty()) return "";
  text += ":";
  for (const auto& reason : reasons) text += (text.back() == ':' ? " " : ", ") + reason;
  return text;
}

std::string refusal_of(const dsl::Plan& plan, std::size_t monitor) {
  return refusal_of(full_name(plan, monitor), plan.monitors[monitor].not_evaluated);
}

Lines refusals(const dsl::Plan& plan) {
  Lines lines;
  for (std::size_t i = 0; i < plan.monitors.size(); ++i) lines.insert(refusal_of(plan, i));
  for (const auto& test : plan.tests)
    lines.insert(refusal_of("test \"" + test.title + "\"", test.not_evaluated));
  lines.erase("");
  return lines;
}

Lines listed_refusals() { return listed_in(source_dir() / "tests/language/not_evaluated.txt"); }

// The monitors that an expectation of these kinds speaks about; of one without `from` all monitors
// of its test.
std::set<std::size_t> expected(const dsl::Plan& plan, const std::set<Kind>& kinds) {
  std::set<std::size_t> found;
  for (const auto& test : plan.tests)
    for (const auto& expect : test.expects) {
      if (!kinds.contains(expect.kind)) continue;
      const auto& about = expect.monitors.empty() ? test.scope : expect.monitors;
      found.insert(about.begin(), about.end());
    }
  return found;
}

std::string story_of(const dryrun::TestResult& result) {
  std::string text;
  for (const auto& failure : result.failures)
    text += "expected " + failure.expected + "; happened: " + failure.happened + "\n";
  for (const auto& rounding : result.roundings) text += rounding.text + "\n";
  return text;
}

}  // namespace

TEST_CASE("what must be said checks without a fault", "[scenario][language]") {
  INFO(all_messages(said().diagnostics, said().sources));
  // A monitor may add a rung to those of its template, which is said.
  for (const auto& diagnostic : said().diagnostics.all())
    CHECK((diagnostic.level == dsl::Level::note || diagnostic.code == "T6103"));
}

TEST_CASE("packs and what must be said are laid out as `fmt` lays them out",
          "[scenario][language]") {
  REQUIRE(rule_files().size() > 30);
  for (const auto& file : rule_files()) {
    CAPTURE(file);
    const auto text = content_of(file);
    const auto formatted = dsl::format(text);
    CHECK(formatted.whole);
    CHECK(formatted.text == text);
  }
}

TEST_CASE("all tests of what must be said pass", "[scenario][language]") {
  const auto& plan = *said().plan;
  REQUIRE(!plan.tests.empty());
  for (const auto& test : plan.tests) {
    if (!dsl::not_evaluated(plan, test).empty()) continue;
    CAPTURE(test.title);
    const auto result = dryrun::run_test(plan, test);
    if (!result) FAIL_CHECK(result.error().message);
    if (!result) continue;
    INFO(story_of(*result));
    CHECK(result->passed());
    CHECK(result->roundings.empty());
  }
}

TEST_CASE("what is refused is refused by name and listed", "[scenario][language]") {
  const auto& plan = *said().plan;
  CHECK(refusals(plan) == listed_refusals());
  for (const auto& refusal : dsl::not_evaluated(plan)) CHECK(refusal.code == "N001");
}

TEST_CASE("what is evaluated fires in one test and rests in another", "[scenario][language]") {
  const auto& plan = *said().plan;
  const auto fires = expected(plan, {Kind::severity, Kind::severity_at});
  const auto rests = expected(plan, {Kind::no_alert, Kind::is_ok});
  for (std::size_t i = 0; i < plan.monitors.size(); ++i) {
    CAPTURE(full_name(plan, i));
    const bool evaluated = refusal_of(plan, i).empty();
    CHECK((fires.contains(i) || !evaluated));
    CHECK((rests.contains(i) || !evaluated));
  }
}

}  // namespace tocsin::test
