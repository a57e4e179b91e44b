#include "cli/unified_diff.hpp"

#include "tests/support/files.hpp"
#include "tests/support/process.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <random>

namespace tocsin::cli {
namespace {

std::string plain(std::string_view before, std::string_view after) {
  return unified_diff(before, after, "x", dsl::Colour::no);
}

TEST_CASE("a unified diff shows changes with three lines around them", "[cli][diff]") {
  CHECK(plain("a\nb\n", "a\nb\n").empty());
  CHECK(plain("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nfive\n6\n7\n8\n") ==
        "--- a/x\n+++ b/x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  CHECK(plain("", "a\n") == "--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+a\n");
  CHECK(plain("a\nb", "a\n") ==
        "--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n a\n-b\n\\ No newline at end of file\n");
  CHECK(unified_diff("a\n", "b\n", "x", dsl::Colour::yes) ==
        "\x1b[1m--- a/x\x1b[0m\n\x1b[1m+++ b/x\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n"
        "\x1b[31m-a\x1b[0m\n\x1b[32m+b\x1b[0m\n");
}

std::string random_lines(std::mt19937_64& random, std::size_t lines, int kinds) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) text += fmt::format("{}\n", random() % kinds);
  if (random() % 3 == 0 && !text.empty()) text.pop_back();
  return text;
}

// `patch` is the other reader of the format.
TEST_CASE("patch makes the second text of the first and the diff", "[cli][diff]") {
  const test::TempDir dir;
  const auto seed = GENERATE(range(1, 13));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const auto lines = seed % 4 == 0 ? 3000u : 30u;
  const auto before = random_lines(random, random() % lines, seed % 4 == 1 ? 3 : 500);
  const auto after = random_lines(random, random() % lines, seed % 4 == 1 ? 3 : 500);
  dir.write("x", before);
  dir.write("d", plain(before, after));
  const auto command = "cd '" + dir.path().string() +
                       "' && command -v patch >/dev/null || exit 77; "
                       "cd '" +
                       dir.path().string() + "' && patch -s -p1 x < d";
  const auto code = test::ChildProcess({"/bin/sh", "-c", command}).exit_code();
  if (code == 77) return test::skip("`patch` is not installed");
  REQUIRE(code == 0);
  CHECK(test::content_of(dir / "x") == after);
}

}  // namespace
}  // namespace tocsin::cli
