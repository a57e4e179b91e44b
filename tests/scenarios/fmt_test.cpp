// `tocsin fmt` from outside: what it writes, prints and returns.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/process.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using Arguments = std::vector<std::string>;

constexpr int kFine = 0, kErrors = 1, kTrouble = 2;
constexpr std::string_view kUntidy = "tocsin 1\nunit   EUR\n";
constexpr std::string_view kTidy = "tocsin 1\nunit EUR\n";

Run fmt_in(const TempDir& dir, Arguments arguments) {
  arguments.insert(arguments.begin(), "fmt");
  return run_tocsin(dir, arguments);
}

}  // namespace

TEST_CASE("fmt lays out what is not, and touches nothing else", "[scenario][fmt]") {
  const TempDir dir;
  const auto untidy = dir.write("rules/a.tocsin", kUntidy);
  const auto tidy = dir.write("rules/deep/b.tocsin", kTidy);
  const auto other = dir.write("rules/notes.txt", kUntidy);
  const auto before = fs::last_write_time(tidy) - std::chrono::hours(1);
  fs::last_write_time(tidy, before);
  const auto run = fmt_in(dir, {"rules"});
  CHECK(run.code == kFine);
  CHECK(run.out == "formatted rules/a.tocsin\n");
  CHECK(content_of(untidy) == kTidy);
  CHECK(content_of(other) == kUntidy);
  CHECK(fs::last_write_time(tidy) == before);
  CHECK(fmt_in(dir, {"rules"}).out.empty());
}

TEST_CASE("fmt --check and --diff write nothing", "[scenario][fmt]") {
  const TempDir dir;
  const auto file = dir.write("a.tocsin", kUntidy);
  const std::string diff =
      "--- a/a.tocsin\n+++ b/a.tocsin\n@@ -1,2 +1,2 @@\n tocsin 1\n-unit   EUR\n+unit EUR\n";
  const auto checked = fmt_in(dir, {"--check", "."});
  CHECK(checked.code == kErrors);
  CHECK(checked.out == "would format a.tocsin\n");
  const auto shown = fmt_in(dir, {"--diff", "a.tocsin"});
  CHECK(shown.code == kFine);
  CHECK(shown.out == diff);
  const auto both = fmt_in(dir, {"--check", "--diff", "a.tocsin"});
  CHECK(both.code == kErrors);
  CHECK(both.out == diff);
  CHECK(content_of(file) == kUntidy);
  dir.write("a.tocsin", kTidy);
  const auto fine = fmt_in(dir, {"--check", "--diff", "."});
  CHECK(fine.code == kFine);
  CHECK(fine.out.empty());
}

TEST_CASE("a file keeps its mode, and a link stays a link", "[scenario][fmt]") {
  const TempDir dir;
  const auto file = dir.write("real/a.rules", kUntidy);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_exec);
  fs::create_symlink("real/a.rules", dir / "link.tocsin");
  const auto run = fmt_in(dir, {"link.tocsin", "real/a.rules"});
  CHECK(run.out == "formatted real/a.rules\n");
  CHECK(fs::is_symlink(dir / "link.tocsin"));
  CHECK(content_of(file) == kTidy);
  CHECK(fs::status(file).permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_exec));
  CHECK(std::distance(fs::directory_iterator(dir / "real"), {}) == 1);
}

TEST_CASE("good clauses are laid out beside a broken one, which is told", "[scenario][fmt]") {
  const TempDir dir;
  const auto file = dir.write("a.tocsin", "tocsin 1\nunit   5\nunit   EUR\n");
  const auto run = fmt_in(dir, {"a.tocsin"});
  CHECK(run.code == kErrors);
  CHECK(content_of(file) == "tocsin 1\nunit   5\nunit EUR\n");
  CHECK_THAT(run.err, Contains("error[T0001]") && Contains("a.tocsin:2:8"));
  CHECK(fmt_in(dir, {"--check", "a.tocsin"}).code == kErrors);
}

TEST_CASE("what is no rule file stays as it is", "[scenario][fmt]") {
  const TempDir dir;
  const auto c = GENERATE(values<std::pair<std::string, std::string>>({
      {"tocsin 2\nunit   EUR\n", "T0014"},
      {"tocsin 1\nunit   \xFF\n", "T0011"},
      {std::string("tocsin 1\nunit  \0\n", 17), "NUL"},
      {"tocsin 1\n" + std::string((4 << 20), ' '), "4 MiB"},
  }));
  const auto file = dir.write("a.tocsin", c.first);
  const auto run = fmt_in(dir, {"a.tocsin"});
  CHECK(run.code == kErrors);
  CHECK_THAT(run.err, Contains(c.second));
  CHECK(content_of(file) == c.first);
}

TEST_CASE("fmt - reads standard input", "[scenario][fmt]") {
  const TempDir dir;
  dir.write("a.tocsin", kUntidy);
  const auto piped = [&](const std::string& options) {
    const auto command = "cd '" + dir.path().string() + "' && '" + tocsin_binary().string() +
                         "' fmt - " + options + " < a.tocsin > out; code=$?; exit $code";
    const auto code = ChildProcess({"/bin/sh", "-c", command}).exit_code();
    return std::pair(code, content_of(dir / "out"));
  };
  CHECK(piped("") == std::pair(kFine, std::string(kTidy)));
  CHECK(piped("--check") == std::pair(kErrors, std::string("would format standard input\n")));
  CHECK(content_of(dir / "a.tocsin") == kUntidy);
}

TEST_CASE("fmt says what it cannot do", "[scenario][fmt]") {
  const TempDir dir;
  dir.write("a.tocsin", kTidy);
  fs::create_directory(dir / "empty");
  struct Case {
    std::string_view why;
    Arguments arguments;
    std::string_view told;
  };
  const auto c = GENERATE(values<Case>({
      {"there is no such file", {"b.tocsin"}, "b.tocsin: no such file"},
      {"no rule file in the folder", {"empty"}, "no `.tocsin` file"},
      {"standard input and a file", {"-", "a.tocsin"}, "stands alone"},
      {"an unknown option", {"--style", "mine", "a.tocsin"}, "--style"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto run = fmt_in(dir, c.arguments);
    CHECK(run.code == kTrouble);
    CHECK_THAT(run.err, Contains(std::string(c.told)));
  }
}

TEST_CASE("without rules to read, a command reads those of its folder", "[scenario][fmt]") {
  const TempDir dir;
  CHECK(fmt_in(dir, {}).code == kTrouble);
  const auto untidy = dir.write("a.tocsin", std::string(kTidy) + "\n\n");
  CHECK(fmt_in(dir, {"--check"}).code == kErrors);
  CHECK(fmt_in(dir, {}).code == kFine);
  CHECK(content_of(untidy) == kTidy);
}

TEST_CASE("the rule packs are laid out", "[scenario][fmt]") {
  const TempDir dir;
  const auto run = fmt_in(dir, {"--check", "--diff", (source_dir() / "rules").string()});
  CHECK(run.out == "");
  CHECK(run.code == kFine);
}

}  // namespace tocsin::test
