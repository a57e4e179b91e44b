// `tocsin fix` from outside, also over everything the diagnostics' tests can offer a fix for.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

constexpr int kFine = 0, kErrors = 1, kTrouble = 2;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// The shop with three faults; the second and third show only when the first two are gone.
std::string faulty() {
  auto rules = replaced(shop_rules(), "needs 10 events", "needs 10 events\n    no data kep");
  rules = replaced(rules, "    no data keep\n", "");
  return replaced(replaced(rules, "> 200ms for", "> 200 ms for"), "p95(latency)", "p95(latnecy)");
}

std::size_t errors_in(const Run& run) {
  std::size_t errors = 0;
  for (auto at = run.err.find("error["); at != std::string::npos;
       at = run.err.find("error[", at + 1))
    ++errors;
  return errors;
}

}  // namespace

TEST_CASE("fix applies what check proposes, until nothing is left", "[scenario][fix]") {
  const TempDir dir;
  const auto file = dir.write("shop.tocsin", faulty());
  REQUIRE(run_tocsin(dir, {"check", "."}).code == kErrors);
  const auto shown = run_tocsin(dir, {"fix", "--check", "--diff", "."});
  CHECK(shown.code == kErrors);
  CHECK_THAT(shown.out, Contains("-    measure p95(latnecy)") &&
                            Contains("+    measure p95(latency)") &&
                            Contains("+    warn when > 200ms for"));
  CHECK(content_of(file) == faulty());
  const auto run = run_tocsin(dir, {"fix", "."});
  CHECK(run.code == kFine);
  CHECK(run.out == "fixed shop.tocsin\n");
  CHECK_THAT(content_of(file), Contains("no data keep"));
  CHECK(run_tocsin(dir, {"check", "."}).code == kFine);
  const auto again = run_tocsin(dir, {"fix", "--check", "."});
  CHECK(again.code == kFine);
  CHECK(again.out.empty());
}

TEST_CASE("what has no certain fix is left and told", "[scenario][fix]") {
  const TempDir dir;
  const auto text = replaced(shop_rules(), "p95(latency)", "p95(weight_of_the_parcel)");
  const auto file = dir.write("shop.tocsin", replaced(text, "> 200ms for", "> 200 ms for"));
  const auto run = run_tocsin(dir, {"fix", "."});
  CHECK(run.code == kErrors);
  CHECK(content_of(file) == text);
  CHECK_THAT(run.err, Contains("1 error without a certain fix"));
  CHECK(run_tocsin(dir, {"fix", "absent"}).code == kTrouble);
}

namespace {

// The examples of one quarter: each is four runs of the program.
void no_fix_makes_worse(std::size_t quarter) {
  std::vector<fs::path> examples;
  for (const auto& entry : fs::directory_iterator(source_dir() / "tests/diagnostics"))
    if (entry.path().extension() == ".tocsin") examples.push_back(entry.path());
  std::ranges::sort(examples);
  const TempDir dir;
  for (std::size_t i = quarter; i < examples.size(); i += 4) {
    CAPTURE(examples[i]);
    dir.write("x.tocsin", content_of(examples[i]));
    const auto before = run_tocsin(dir, {"check", "x.tocsin"});
    run_tocsin(dir, {"fix", "x.tocsin"});
    const auto fixed = content_of(dir / "x.tocsin");
    CHECK(errors_in(run_tocsin(dir, {"check", "x.tocsin"})) <= errors_in(before));
    run_tocsin(dir, {"fix", "x.tocsin"});
    CHECK(content_of(dir / "x.tocsin") == fixed);
  }
}

}  // namespace

TEST_CASE("no fix makes anything worse, and a fixed file stays as it is: first quarter",
          "[scenario][fix]") {
  no_fix_makes_worse(0);
}

TEST_CASE("no fix makes anything worse, and a fixed file stays as it is: second quarter",
          "[scenario][fix]") {
  no_fix_makes_worse(1);
}

TEST_CASE("no fix makes anything worse, and a fixed file stays as it is: third quarter",
          "[scenario][fix]") {
  no_fix_makes_worse(2);
}

TEST_CASE("no fix makes anything worse, and a fixed file stays as it is: last quarter",
          "[scenario][fix]") {
  no_fix_makes_worse(3);
}

}  // namespace tocsin::test
