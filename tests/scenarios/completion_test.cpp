// What bash offers behind the words that a person has typed so far.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/process.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

namespace tocsin::test {
namespace {

using Words = std::vector<std::string>;

// Sources the script, sets the words as bash cuts them, asks, and prints what is offered.
constexpr const char* kAsk = R"(source "$1" && shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_tocsin; printf '%s\n' "${COMPREPLY[@]}")";

Words offered(const TempDir& dir, Words typed) {
  Words command{"/bin/bash", "-c", kAsk, "bash", (dir / "script").string()};
  command.insert(command.end(), typed.begin(), typed.end());
  ChildProcess bash(command);
  Words found;
  while (const auto line = bash.read_line())
    if (!line->empty()) found.push_back(*line);
  CHECK(bash.exit_code() == 0);
  std::ranges::sort(found);
  return found;
}

}  // namespace

TEST_CASE("bash completes commands, options and values", "[scenario][completion]") {
  const TempDir dir;
  const auto made = run_tocsin(dir, {"completion", "bash"});
  REQUIRE(made.code == 0);
  dir.write("script", made.out);
  struct Case {
    std::string_view why;
    Words typed;
    Words want;
  };
  const auto c = GENERATE(values<Case>({
      {"a command", {"tocsin", "che"}, {"check"}},
      {"a command of a command", {"tocsin", "incidents", "re"}, {"resolve"}},
      {"an option", {"tocsin", "check", "--fo"}, {"--format"}},
      {"an option behind files", {"tocsin", "fmt", "a.tocsin", "--di"}, {"--diff"}},
      {"an option of a nested command", {"tocsin", "new", "model", "x", "--fr"}, {"--from"}},
      {"values of an option",
       {"tocsin", "check", "--format", ""},
       {"brief", "github", "human", "json", "sarif"}},
      {"values behind =", {"tocsin", "check", "--format", "=", "s"}, {"sarif"}},
      {"values right behind =", {"tocsin", "check", "--format", "=", "hu"}, {"human"}},
      {"values of an option of a nested command",
       {"tocsin", "incidents", "list", "--state", "un"},
       {"unresolved"}},
      {"words that are one of a few", {"tocsin", "completion", "z"}, {"zsh"}},
      {"files are left to bash", {"tocsin", "check", "ru"}, {}},
      {"so are values that are free", {"tocsin", "check", "--reference", "x"}, {}},
      {"no command begins so", {"tocsin", "xyz"}, {}},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(offered(dir, c.typed) == c.want); }
}

TEST_CASE("all commands of --help are offered", "[scenario][completion]") {
  const TempDir dir;
  dir.write("script", run_tocsin(dir, {"completion", "bash"}).out);
  std::istringstream help(run_tocsin(dir, {"--help"}).out);
  Words want;
  bool listed = false;
  for (std::string line; std::getline(help, line);) {
    if (line == "Subcommands:")
      listed = true;
    else if (listed && !line.starts_with("  "))
      break;
    else if (listed && line[2] != ' ')
      want.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  std::ranges::sort(want);
  REQUIRE(want.size() >= 9);
  CHECK(offered(dir, {"tocsin", ""}) == want);
}

TEST_CASE("a shell that is not known is refused with those that are", "[scenario][completion]") {
  const auto run = run_tocsin(TempDir(), {"completion", "tcsh"});
  CHECK(run.code == 2);
  CHECK_THAT(run.err, Catch::Contains("bash") && Catch::Contains("fish"));
}

}  // namespace tocsin::test
