// `tocsin check` and `tocsin explain` as their users call them.
#include "base/result.hpp"
#include "cli/commands.hpp"
#include "tests/support/temp_dir.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin {
namespace {

using Catch::Contains;
using test::TempDir;

struct Ran {
  int code = 0;
  std::string out, err;
};

Ran run(std::vector<std::string> args) {
  std::ostringstream out, err;
  cli::Invocation invocation{.out = out, .err = err};
  CLI::App app{"tocsin"};
  app.require_subcommand(1);
  cli::add_check(app, invocation);
  cli::add_explain(app, invocation);
  std::ranges::reverse(args);  // as CLI11 takes them
  try {
    app.parse(args);
  } catch (const CLI::ParseError& problem) {
    const int code = app.exit(problem, out, err);
    return {code == 0 ? cli::kFine : cli::kTrouble, out.str(), err.str()};
  } catch (const StartupError& problem) {
    return {cli::kTrouble, out.str(), problem.message};
  }
  return {invocation.exit_code, out.str(), err.str()};
}

// Sound rules with a page rung that has no hold: L003.
const std::string kRules = R"(tocsin 1
model m "M" {
  owner "team"
  time at
  field latency: duration in ms
}
watch m {
  quality late "Answers come late" {
    measure p95(latency) over 10m
    page when > 300ms until < 270ms
    no data keep
    too few keep
  }
}
channel team: console {}
route page to team repeat 1h
)";

std::string broken() {
  auto text = kRules;
  return text.replace(text.find("> 300ms"), 7, "> 300");
}

}  // namespace

TEST_CASE("check ends as its messages say", "[cli][check]") {
  const TempDir dir;
  const auto rules = (dir / "rules").string();
  dir.write("rules/a.tocsin", kRules);
  CHECK(run({"check", rules}).code == 0);  // warnings are fine
  CHECK_THAT(run({"check", rules}).err, Contains("warning[L003]") && Contains("in 1 file"));

  dir.write("rules/tocsin.toml", "[lints]\nL003 = \"error\"\n");
  CHECK(run({"check", rules}).code == 1);
  CHECK_THAT(run({"check", rules}).err, Contains("error[L003]"));

  dir.write("rules/tocsin.toml", "[lints]\nall = \"off\"\n");
  CHECK(run({"check", rules}).err.empty());

  dir.write("rules/tocsin.toml", "[lints]\nL03 = \"off\"\n");
  const auto unknown = run({"check", rules});
  CHECK(unknown.code == 1);
  CHECK_THAT(unknown.err, Contains("tocsin.toml:2:1") && Contains("L003"));
}

TEST_CASE("each project of a call is checked by itself", "[cli][check]") {
  const TempDir dir;
  const auto a = (dir / "a").string(), b = (dir / "b").string();
  dir.write("a/tocsin.toml", "[lints]\nall = \"off\"\n");
  dir.write("b/tocsin.toml", "[lints]\nall = \"off\"\n");
  dir.write("a/rules.tocsin", kRules);
  dir.write("b/rules.tocsin", kRules);  // together the model would be declared twice
  const auto fine = run({"check", a, b, (dir / "a/rules.tocsin").string()});
  CHECK(fine.code == 0);
  CHECK(fine.err.empty());
  CHECK(fine.out == "fine: 2 models, 2 monitors, 2 routes, 0 tests\n");

  dir.write("a/tocsin.toml", "[lints]\nall = \"off\"\nL003 = \"error\"\n");
  const auto one = run({"check", a, b});
  CHECK(one.code == 1);
  CHECK(one.out.empty());
  CHECK_THAT(one.err, Contains("project " + std::filesystem::canonical(dir / "a").string()) &&
                          Contains("error[L003]") && Contains("1 error, 0 warnings in 1 file"));

  dir.write("b/rules.tocsin", broken());
  const auto in_json = nlohmann::json::parse(run({"check", a, b, "--format", "json"}).out);
  REQUIRE(in_json.size() == 2);
  CHECK_THAT(in_json[0]["path"].get<std::string>(), Contains("/a/rules.tocsin"));
  CHECK_THAT(in_json[1]["path"].get<std::string>(), Contains("/b/rules.tocsin"));
  const auto sarif = nlohmann::json::parse(run({"check", a, b, "--format", "sarif"}).out);
  REQUIRE(sarif["runs"].size() == 2);
  CHECK(sarif["runs"][1]["results"][0]["ruleId"] == "T2107");

  const auto bound = run({"check", a, b, "--reference", "m.training=rows.csv"});
  CHECK(bound.code == 2);
  CHECK_THAT(bound.err, Contains("--reference is for the rules of one project"));
}

TEST_CASE("every format of check tells the same fault", "[cli][check]") {
  const TempDir dir;
  const auto rules = (dir / "rules").string();
  dir.write("rules/a.tocsin", broken());
  dir.write("rules/tocsin.toml", "[lints]\nall = \"off\"\n");
  const auto human = run({"check", rules});
  CHECK(human.code == 1);
  CHECK(human.out.empty());
  CHECK_THAT(human.err, Contains("error[T2107]") && Contains("--> a.tocsin:10:17"));
  const auto brief = run({"check", rules, "--format", "brief"});
  CHECK_THAT(brief.err, Contains("a.tocsin:10:17: error[T2107]"));
  CHECK(brief.err.find("\n\n") == std::string::npos);

  const auto in_json = nlohmann::json::parse(run({"check", rules, "--format", "json"}).out);
  CHECK(in_json[0]["code"] == "T2107");
  CHECK(in_json[0]["line"] == 10);
  const auto sarif = run({"check", rules, "--format", "sarif"});
  CHECK(sarif.code == 1);
  const auto result = nlohmann::json::parse(sarif.out)["runs"][0]["results"][0];
  CHECK(result["ruleId"] == "T2107");
  const auto uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  CHECK_THAT(uri.get<std::string>(), Catch::EndsWith("rules/a.tocsin"));
  CHECK_THAT(run({"check", rules, "--format", "github"}).out,
             Catch::StartsWith("::error file=") && Contains("rules/a.tocsin,line=10,"));
  CHECK(run({"check", rules, "--format", "xml"}).code == 2);
}

TEST_CASE("check judges dates as on the day it is told", "[cli][check]") {
  const TempDir dir;
  const auto rules = (dir / "rules").string();
  dir.write("rules/a.tocsin", kRules);
  dir.write("rules/b.tocsin",
            "tocsin 1\nmodel n \"N\" {\n  time at\n  score p: share\n"
            "  reference old from \"old.csv\"\n"
            "  reference dated from \"old.csv\" taken 2026-06-01\n}\n");
  dir.write("rules/old.csv", "p\n0.5\n");
  const std::chrono::sys_seconds written = std::chrono::sys_days(std::chrono::year(2025) / 3 / 1);
  std::filesystem::last_write_time(dir / "rules/old.csv",
                                   std::chrono::file_clock::from_sys(written));
  const auto on = [&](const std::string& day) {
    return run({"check", rules, "--today", day, "--format", "brief"}).err;
  };
  CHECK(on("2026-03-01").find("L009") == std::string::npos);
  CHECK_THAT(on("2026-03-02"),
             Contains("b.tocsin:5:3: warning[L009]: reference `old` is 366 days old"));
  CHECK(on("2026-03-02").find("dated") == std::string::npos);
  CHECK_THAT(on("2027-06-02"), Contains("reference `dated` is 366 days old"));
  CHECK(run({"check", rules, "--today", "tomorrow"}).code == 2);
}

TEST_CASE("explain knows every code and names near ones", "[cli][explain]") {
  const auto text = run({"explain", "t2104"});
  CHECK(text.code == 0);
  CHECK_THAT(text.out,
             Catch::StartsWith("error[T2104]: a share is compared with a bare number\n") &&
                 Contains("Fails:") && Contains("Mended:"));
  CHECK_THAT(run({"explain"}).out, Contains("warning[L004]") && Contains("error[T7109]"));
  const auto unknown = run({"explain", "T2140"});
  CHECK(unknown.code == 2);
  CHECK_THAT(unknown.err, Contains("T2104") || Contains("T2120"));
  CHECK_THAT(run({"explain", "T99999"}).err, Contains("lists all codes"));
}

}  // namespace tocsin
