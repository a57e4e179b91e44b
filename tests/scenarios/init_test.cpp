// A first folder of rules, as `tocsin init` leaves it.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

std::size_t files_in(const std::filesystem::path& folder) {
  const std::filesystem::recursive_directory_iterator all(folder);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TEST_CASE("a first folder checks, is laid out and passes its tests without a word of warning",
          "[scenario][init]") {
  const TempDir dir;
  const auto made = run_tocsin(dir, {"init", "team/rules"});
  REQUIRE(made.code == 0);
  CHECK(made.err.empty());
  CHECK_THAT(made.out, Contains("wrote team/rules/tocsin.toml") && Contains("tocsin test"));

  const auto checked = run_tocsin(dir, {"check", "team/rules"});
  CHECK(checked.code == 0);
  CHECK(checked.err.empty());
  CHECK_THAT(checked.out, Contains("1 model, 3 monitors, 2 routes, 7 tests"));
  CHECK(run_tocsin(dir, {"fmt", "--check", "team/rules"}).code == 0);
  const auto tested = run_tocsin(dir, {"test", "team/rules"});
  INFO(tested.out);
  CHECK(tested.code == 0);
  CHECK_THAT(tested.out, Contains("7 passed, 0 failed"));
}

TEST_CASE("init starts in this folder unless it is told another", "[scenario][init]") {
  const TempDir dir;
  CHECK(run_tocsin(dir, {"init"}).code == 0);
  CHECK(std::filesystem::exists(dir / "model.tocsin"));
  CHECK(run_tocsin(dir, {"check", "."}).code == 0);
}

TEST_CASE("init touches nothing where one of its files is there already", "[scenario][init]") {
  const TempDir dir;
  dir.write("rules/README.md", "ours\n");
  const auto refused = run_tocsin(dir, {"init", "rules"});
  CHECK(refused.code == 2);
  CHECK(refused.out.empty());
  CHECK_THAT(refused.err, Contains("rules/README.md is there already"));
  CHECK(content_of(dir / "rules/README.md") == "ours\n");
  CHECK(files_in(dir / "rules") == 1);

  dir.write("file", "");
  CHECK(run_tocsin(dir, {"init", "file"}).code == 2);
  CHECK(run_tocsin(dir, {"init", "file/rules"}).code == 2);
}

}  // namespace tocsin::test
