#include "base/result.hpp"
#include "cli/commands.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/temp_dir.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace tocsin;
using Catch::Contains;

namespace {

// Runs `tocsin simulate` with `arguments` and gives what it prints.
std::string simulate(std::vector<std::string> arguments) {
  std::ostringstream out, err;
  cli::Invocation invocation{.out = out, .err = err};
  CLI::App app;
  cli::add_simulate(app, invocation);
  arguments.insert(arguments.begin(), "simulate");
  std::ranges::reverse(arguments);  // as CLI11 takes them
  app.parse(arguments);
  CHECK(err.str().empty());
  CHECK(invocation.exit_code == cli::kFine);
  return out.str();
}

std::string trouble_of(const std::vector<std::string>& arguments) {
  try {
    simulate(arguments);
  } catch (const StartupError& error) {
    return error.message;
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "nothing was wrong";
}

std::string loan() { return (test::source_dir() / "rules/loan_rejection").string(); }

}  // namespace

TEST_CASE("simulate says what it wrote, who is to tell what, and what comes next",
          "[cli][simulate]") {
  const test::TempDir dir;
  const auto out = (dir / "new/folder").string();
  const auto text = simulate({loan(), "--seed", "7", "--rate", "1/m", "--out", out});
  CHECK_THAT(
      text, Contains("loan_rejection from 2026-03-02T00:00:00Z to 2026-03-23T00:00:00Z, seed 7\n"));
  CHECK_THAT(text, Contains("20000 reference    " + out + "/training.csv\n"));
  CHECK_THAT(text, Contains("The model server slows down") &&
                       Contains("slow_server: slow_applications\n"));
  CHECK_THAT(text, Contains("Next: tocsin replay " + loan()));
  CHECK_THAT(text, Contains("--data loan_rejection=" + out + "/predictions.csv"));
  CHECK_THAT(text, Contains("--labels loan_rejection=" + out + "/labels.csv"));
  CHECK_THAT(text, Contains("--reference loan_rejection.training=" + out + "/training.csv\n"));
  for (const auto* file : {"predictions.csv", "labels.csv", "training.csv", "truth.csv"}) {
    CHECK(std::filesystem::exists(std::filesystem::path(out) / file));
  }
}

TEST_CASE("simulate names the troubles for which a run is too short", "[cli][simulate]") {
  const test::TempDir dir;
  const auto text =
      simulate({loan(), "--days", "1", "--rate", "1/m", "--out", dir.path().string()});
  CHECK_THAT(text, Contains("to 2026-03-03T00:00:00Z"));
  CHECK_THAT(text, Contains("Left out, because they may end after the last day: slow_server, "));
  CHECK_THAT(text, !Contains("who is to tell"));
}

TEST_CASE("simulate refuses what it cannot use", "[cli][simulate]") {
  struct Case {
    std::string_view why;
    std::vector<std::string> arguments;
    std::string_view want;
  };
  const test::TempDir dir;
  const auto out = dir.path().string();
  const std::vector<Case> cases{
      {"no pack", {"--out", out}, "PACK is required"},
      {"no folder to write to", {loan()}, "--out is required"},
      {"no day", {loan(), "--out", out, "--days", "0"}, "--days: Value 0 not in range"},
      {"a negative seed", {loan(), "--out", out, "--seed", "-3"}, "--seed"},
      {"no rate",
       {loan(), "--out", out, "--rate", "fast"},
       "--rate: found \"fast\"; a rate such as `5/s`"},
      {"no description", {out, "--out", out}, "simulation.toml: cannot be read"},
      {"a wrong description",
       {dir.write("wrong.toml", "model = 3").string(), "--out", out},
       "wrong.toml:1:9: model: found 3; write for example model = \"loan_rejection\""},
      {"no folder", {loan(), "--out", "/dev/null/x"}, "/dev/null/x: cannot be made a folder"},
  };
  for (const auto& c : cases) {
    DYNAMIC_SECTION(c.why) { CHECK_THAT(trouble_of(c.arguments), Contains(std::string(c.want))); }
  }
}
