// The difference of a rule set and itself, in whatever layout, is none.
#include "changes/compare.hpp"
#include "dsl/format.hpp"
#include "tests/properties/rule_programs.hpp"
#include "tests/properties/slow_world.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tocsin::test {
namespace {

void check_same(const dsl::Plan& a, const dsl::Plan& b) {
  const auto found = changes::compare(a, b);
  for (const auto& change : found.all) UNSCOPED_INFO(changes::line(change));
  CHECK(found.all.empty());
  CHECK(std::ranges::all_of(
      found.timers, [](const auto& fate) { return fate.kind == changes::TimerFate::Kind::kept; }));
  CHECK(found.timers.size() == a.monitors.size());
}

}  // namespace

TEST_CASE("plan(x, x) and plan(x, fmt(x)) are empty for random rules", "[property][plan]") {
  const auto first = first_seed(1);
  for (auto seed = first; seed < first + cases(40); ++seed) {
    CAPTURE(seed);
    const auto rules = slow::make_world(seed, 2, 8).rules;
    const auto plan = sound(rules);
    check_same(*plan, *plan);
    check_same(*plan, *sound(dsl::format("tocsin 1\n" + rules).text.substr(9)));
    check_same(*plan, *sound("\n# a comment\n" + rules + "\n"));
  }
}

// Each monitor of one world is new or gone in the other, or has as many kinds of change as one has
// parts; whatever is told of one direction is told of the other one, too.
TEST_CASE("a change and its way back are told alike", "[property][plan]") {
  const auto first = first_seed(1);
  for (auto seed = first; seed < first + cases(40); ++seed) {
    CAPTURE(seed);
    const auto a = sound(slow::make_world(seed, 2, 6).rules);
    const auto b = sound(slow::make_world(seed + 1000, 2, 6).rules);
    const auto there = changes::compare(*a, *b), back = changes::compare(*b, *a);
    CHECK(there.timers.size() == back.timers.size());
    const auto looser = [](const auto& c) { return c.direction == changes::Direction::looser; };
    const auto stricter = [](const auto& c) { return c.direction == changes::Direction::stricter; };
    CHECK(std::ranges::count_if(there.all, looser) == std::ranges::count_if(back.all, stricter));
    CHECK(std::ranges::count_if(there.all, stricter) == std::ranges::count_if(back.all, looser));
    CHECK_FALSE(there.all.empty());
  }
}

TEST_CASE("the rule packs compared with themselves say nothing", "[property][plan]") {
  for (const std::string folder : {"rules/loan_rejection", "rules/taxi_tip", "rules/car_loan"}) {
    CAPTURE(folder);
    const auto pack = project(folder);
    check_same(*pack.plan, *project(folder).plan);
  }
}

}  // namespace tocsin::test
