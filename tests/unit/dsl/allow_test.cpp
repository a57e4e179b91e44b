// Lints that a comment allows, and how loud the others are.
#include "dsl/lint_levels.hpp"
#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

namespace tocsin::dsl {
namespace {

const std::string kReason = R"( because "the night shift wants it")";

// A monitor whose page rung gives L003 and nothing else of the kind.
Checked paging(const std::string& before, const std::string& behind, LintLevels lints = {}) {
  CheckOptions options;
  options.lints = std::move(lints);
  return checked(kModel + kRoutes + "watch m {\n" + before + R"(
  fear late "Answers come late" {
    measure p95(latency) over 10m
    page when > 300ms until < 270ms)" +
                     behind + "\n  }\n}\n",
                 options);
}

bool says(const Checked& rules, const std::string& code) {
  const auto lints = rules.lints();
  return std::ranges::count(lints, code) > 0;
}

LintLevels levels(const std::string& text, std::vector<Diagnostic>& said, Sources& sources) {
  Diagnostics diagnostics;
  auto found = read_lint_levels(sources, sources.add({"tocsin.toml", text}), diagnostics);
  said = diagnostics.all();
  return found;
}

}  // namespace

TEST_CASE("a comment allows a lint on its clause", "[dsl][allow]") {
  CHECK(says(paging("", ""), "L003"));
  struct Case {
    std::string why, before, behind;
    bool is_allowed;
  };
  const auto c = GENERATE(values<Case>({
      {"at the end of the clause", "", " # tocsin: allow L003" + kReason, true},
      {"on the line before the block", "# tocsin: allow L003" + kReason, "", true},
      {"with others", "", " # tocsin: allow L004, L003" + kReason, true},
      {"in small letters", "", "   #tocsin:allow l003" + kReason, true},
      {"another lint", "", " # tocsin: allow L004" + kReason, false},
      {"on the clause behind", "", "\n# tocsin: allow L003" + kReason + "\n no data keep", false},
      {"no comment of ours", "", " # allow L003" + kReason, false},
      {"inside a text", "", "\n because \"# tocsin: allow L003\"", false},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rules = paging(c.before, c.behind);
    INFO(rules.text());
    CHECK(rules.errors().empty());
    CHECK(says(rules, "L003") != c.is_allowed);
  }
}

TEST_CASE("an allowance that nothing needs is told", "[dsl][allow]") {
  CHECK(says(paging("", " # tocsin: allow L004" + kReason), "L027"));
  CHECK(says(paging("", "\n # tocsin: allow L003" + kReason), "L027"));  // nothing follows
  CHECK_FALSE(says(paging("", " # tocsin: allow L003" + kReason), "L027"));
  // Where there are errors, not everything was looked at.
  CHECK_FALSE(says(paging("", " # tocsin: allow L004" + kReason + "\n by nobody"), "L027"));
}

TEST_CASE("a comment to the checker that says nothing is an error", "[dsl][allow]") {
  struct Case {
    std::string why, comment, fix;
  };
  const auto c = GENERATE(values<Case>({
      {"no reason", "allow L003", ""},
      {"an empty reason", "allow L003 because \"\"", ""},
      {"a reason without quotes", "allow L003 because I say so", ""},
      {"more behind the reason", "allow L003" + kReason + " and more", ""},
      {"another word", "alow L003" + kReason, "allow"},
      {"no code", "allow" + kReason, ""},
      {"an unknown code", "allow L03" + kReason, "L003"},
      {"an error", "allow T2104" + kReason, ""},
      {"nothing", "", ""},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rules = paging("", " # tocsin: " + c.comment);
    INFO(rules.text());
    CHECK(rules.errors() == std::vector<std::string>{"T0017"});
    const auto found = std::ranges::find(rules.diagnostics.all(), "T0017", &Diagnostic::code);
    REQUIRE(found != rules.diagnostics.all().end());
    CHECK((found->fix ? found->fix->edits[0].text : "") == c.fix);
  }
}

TEST_CASE("a project says how loud each lint is", "[dsl][lint_levels]") {
  Sources sources;
  std::vector<Diagnostic> said;
  const auto found =
      levels("[lints]\nL003 = \"error\"\nl004 = \"off\"\nall = \"warn\"\n", said, sources);
  CHECK(said.empty());
  CHECK(found.of("L003") == LintLevel::error);
  CHECK(found.of("L004") == LintLevel::off);
  CHECK(found.of("L010") == LintLevel::warn);
  CHECK(LintLevels{}.of("L003") == LintLevel::warn);

  const auto loud = paging("", "", {.by_code = {{"L003", LintLevel::error}}});
  CHECK(loud.errors() == std::vector<std::string>{"L003"});
  CHECK_FALSE(loud.plan);
  const auto silent = paging("", "", {.others = LintLevel::off});
  CHECK(silent.lints().empty());
  CHECK(silent.plan);
  const auto allowed =
      paging("", " # tocsin: allow L003" + kReason, {.by_code = {{"L003", LintLevel::error}}});
  CHECK(allowed.plan);
}

TEST_CASE("settings that are not understood are told with their place", "[dsl][lint_levels]") {
  struct Case {
    std::string why, text;
    std::uint32_t line, column;
    std::string marked, fix;
  };
  const auto c = GENERATE(values<Case>({
      {"an unknown lint", "[lints]\nL04 = \"off\"\n", 2, 1, "L04", "L004"},
      {"an error", "[lints]\nT2104 = \"off\"\n", 2, 1, "T2104", ""},
      {"another level", "[lints]\nL004 = \"eror\"\n", 2, 8, "\"eror\"", "\"error\""},
      {"no level", "[lints]\nL004 = 3\n", 2, 8, "3", ""},
      {"another table", "[lint]\nL004 = \"off\"\n", 1, 2, "lint", "lints"},
      {"no table", "lints = 3\n", 1, 9, "3", ""},
      {"no TOML", "[lints\n", 1, 7, "", ""},
  }));
  DYNAMIC_SECTION(c.why) {
    Sources sources;
    std::vector<Diagnostic> said;
    levels(c.text, said, sources);
    REQUIRE(said.size() == 1);
    const auto& d = said[0];
    INFO(render(d, sources, Colour::no));
    CHECK(d.code == "T0018");
    CHECK(sources.place(0, d.span.begin).line == c.line);
    CHECK(sources.place(0, d.span.begin).column == c.column);
    if (!c.marked.empty()) CHECK(sources.text(d.span) == c.marked);
    CHECK((d.fix ? d.fix->edits[0].text : "") == c.fix);
  }
}

}  // namespace tocsin::dsl
