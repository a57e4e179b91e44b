#include "dsl/fixes.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

Diagnostic with_fix(std::vector<Edit> edits, bool machine_applicable = true) {
  Diagnostic diagnostic;
  diagnostic.fix = Fix{"", std::move(edits), machine_applicable};
  return diagnostic;
}

// The edits of the diagnostics, applied to file 0.
std::string fixed(std::string_view text, const std::vector<Diagnostic>& diagnostics) {
  return edited(text, 0, compatible_edits(diagnostics));
}

TEST_CASE("fixes are applied in the order of their places", "[dsl][fixes]") {
  CHECK(fixed("abcdef", {with_fix({{{0, 4, 5}, "E"}}), with_fix({{{0, 0, 1}, "AA"}}),
                         with_fix({{{0, 2, 2}, "-"}, {{0, 6, 6}, "!"}})}) == "AAb-cdEf!");
  CHECK(fixed("ab", {}) == "ab");
  CHECK(fixed("", {with_fix({{{0, 0, 0}, "x"}})}) == "x");
}

TEST_CASE("a fix that touches another one waits for the next round, as a whole", "[dsl][fixes]") {
  struct Case {
    std::string_view why;
    Edit first;
    Edit second;
  };
  const auto c = GENERATE(values<Case>({
      {"the same place", {{0, 1, 3}, "X"}, {{0, 1, 3}, "X"}},
      {"an overlap", {{0, 1, 3}, "X"}, {{0, 2, 4}, "Y"}},
      {"one inside of the other", {{0, 1, 5}, "X"}, {{0, 2, 3}, "Y"}},
      {"one around the other", {{0, 2, 3}, "X"}, {{0, 1, 5}, "Y"}},
      {"side by side", {{0, 1, 3}, "X"}, {{0, 3, 4}, "Y"}},
      {"two insertions", {{0, 3, 3}, "X"}, {{0, 3, 3}, "Y"}},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto alone = fixed("abcdefgh", {with_fix({c.first})});
    CHECK(fixed("abcdefgh", {with_fix({c.first}), with_fix({{{0, 7, 8}, "H"}, c.second})}) ==
          alone);
  }
}

TEST_CASE("a fix that is a guess, or of another file, is left alone", "[dsl][fixes]") {
  CHECK(fixed("ab", {with_fix({{{0, 0, 1}, "X"}}, false)}) == "ab");
  CHECK(fixed("ab", {with_fix({{{1, 0, 1}, "X"}})}) == "ab");
  CHECK(fixed("ab", {with_fix({{{1, 0, 2}, "X"}}), with_fix({{{0, 0, 1}, "Y"}})}) == "Yb");
}

}  // namespace
}  // namespace tocsin::dsl
