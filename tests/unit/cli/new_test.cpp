#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/rules.hpp"
#include "dsl/format.hpp"
#include "tests/support/temp_dir.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace tocsin;
using Catch::Contains;

namespace {

struct Ran {
  std::string out, trouble;
};

Ran run_new(std::vector<std::string> arguments) {
  std::ostringstream out, err;
  cli::Invocation invocation{.out = out, .err = err};
  CLI::App app;
  cli::add_new(app, invocation);
  arguments.insert(arguments.begin(), {"new", "model"});
  std::ranges::reverse(arguments);  // as CLI11 takes them
  try {
    app.parse(arguments);
  } catch (const StartupError& error) {
    return {out.str(), error.message};
  } catch (const CLI::ParseError& error) {
    return {out.str(), error.what()};
  }
  return {out.str(), ""};
}

// Ten rows that hold what a model block can say.
std::string sample() {
  std::string rows =
      "application_id,decided_at,income,platform,p_reject,decision,outcome,in,odd name\n";
  for (int i = 0; i < 10; ++i) {
    rows += "a" + std::to_string(i) + ",2026-03-02T09:0" + std::to_string(i) + ":00Z," +
            (i == 3 ? "" : std::to_string(1000 + i)) + "," +
            (i % 2 == 0 ? "smava" : "own \"site\"") + ",0." + std::to_string(i) + "," +
            (i % 2 == 0 ? "reject" : "accept") + "," + (i < 5 ? "reject" : "") + ",1.5,x\n";
  }
  for (auto at = rows.find("own \"site\""); at != std::string::npos;
       at = rows.find("own \"site\"", at + 12))
    rows.replace(at, 10, "\"own \"\"site\"\"\"");
  return rows;
}

std::string text_of(const std::string& rows, std::vector<std::string> options = {}) {
  const test::TempDir dir;
  dir.write("sample.csv", rows);
  options.insert(options.begin(), {"loans", "--from", (dir.path() / "sample.csv").string()});
  const auto ran = run_new(options);
  CHECK(ran.trouble.empty());
  return ran.out;
}

std::string trouble_of(const std::string& rows, std::vector<std::string> options = {}) {
  const test::TempDir dir;
  dir.write("sample.csv", rows);
  options.insert(options.begin(), {"loans", "--from", (dir.path() / "sample.csv").string()});
  return run_new(options).trouble;
}

}  // namespace

TEST_CASE("new model finds time, key, roles, types, sets and ranges", "[cli][new]") {
  const auto text = text_of(sample());
  for (const std::string line :
       {"tocsin 1\n", "model loans \"Loans\" {\n", "  time decided_at\n", "  key application_id\n",
        "  feature income: int, optional   # 1000 to 1009; 1 missing\n",
        "  feature platform: category of [\"own \\\"site\\\"\", \"smava\"]   # own \"site\" 5, "
        "smava 5\n",
        "  score p_reject: share   # 0 to 0.9\n",
        "  prediction decision: category of [\"accept\", \"reject\"]   # ",
        "  label outcome: category of [\"accept\", \"reject\"]   # reject 5; 5 missing\n",
        "  feature in_: number, range 0..5, column \"in\"   # 1.5 to 1.5\n",
        "  feature odd_name: category of [\"x\"], column \"odd name\"   # x 10\n"}) {
    CHECK_THAT(text, Contains(line));
  }
}

TEST_CASE("what new model writes is laid out as `fmt` lays it out", "[cli][new]") {
  const auto text = text_of(sample());
  CHECK(dsl::format(text).text == text);
}

TEST_CASE("what new model writes is sound", "[cli][new]") {
  const test::TempDir dir;
  dir.write("sample.csv", sample());
  const auto rules = (dir.path() / "loans.tocsin").string();
  const auto ran =
      run_new({"loans", "--from", (dir.path() / "sample.csv").string(), "--out", rules});
  CHECK(ran.trouble.empty());
  const auto project = cli::load_rules({rules});
  CHECK(project.plan != nullptr);
  CHECK_THAT(
      run_new({"loans", "--from", (dir.path() / "sample.csv").string(), "--out", rules}).trouble,
      Contains("there already"));
}

TEST_CASE("the user may say which column is what", "[cli][new]") {
  const auto text = text_of(
      "id,seen,noted,truth,guess\n1,2026-03-02,2026-03-01,1,0\n2,2026-03-02,2026-03-01,0,1\n",
      {"--time", "noted", "--key", "id,seen", "--label", "truth", "--prediction", "guess"});
  CHECK_THAT(text, Contains("  time noted   # without a zone"));
  CHECK_THAT(text, Contains("  key id, seen\n"));
  CHECK_THAT(text, Contains("  label truth: bool"));
  CHECK_THAT(text, Contains("  prediction guess: bool"));
}

TEST_CASE("a few values of another kind do not hide a number", "[cli][new]") {
  std::string rows = "at,x\n";
  for (int i = 0; i < 99; ++i) rows += "2026-03-02," + std::to_string(i % 7) + ".25\n";
  CHECK_THAT(text_of(rows + "2026-03-02,none\n"),
             Contains("feature x: number, range 0..20   # 0.25 to 6.25; 1 no number"));
}

TEST_CASE("new model says what it misses", "[cli][new]") {
  CHECK_THAT(trouble_of("a,b\n1,x\n"), Contains("no column holds the time") && Contains("--time"));
  CHECK_THAT(trouble_of("at,b\n"), Contains("no rows"));
  CHECK_THAT(trouble_of("at,b\n2026-03-02,x\n", {"--label", "bb"}),
             Contains("no column `bb`") && Contains("did you mean `b`"));
  CHECK_THAT(trouble_of("at,b\n2026-03-02,x\n", {"--time", "b"}), Contains("does not hold times"));
  CHECK_THAT(run_new({"no-name", "--from", "x.csv"}).trouble, Contains("`no-name` cannot be"));
  CHECK_THAT(run_new({"loans", "--from", "/no/such.csv"}).trouble, Contains("/no/such.csv"));
}
