// Tests: what they send, what they expect, and when each can be seen.
#pragma once

#include "dsl/checking.hpp"
#include "dsl/test_clock.hpp"

#include <optional>
#include <vector>

namespace tocsin::dsl {

// Adds a TestPlan.
void check_test(Checking& c, Package& package, const ast::Test& test);

// Everything around one test while it is checked.
struct TestJob {
  Checking& c;
  Package& package;
  const ast::Test& test;
  TestClock clock;
  TestPlan plan;
  std::optional<std::size_t> of_model;  // the model of `of`
  std::string of_text;                  // "" without `of`
};

// Adds an ExpectPlan; `at` of `at T expect`. T1201, T1212, T7101, T7102, T7109, T5112.
void check_expectation(TestJob& job, const ast::Outcome& outcome, const ast::Offset* at);

// `feed M = ... over D` from an instant on. T1201, T2112, T7101.
std::optional<FeedPlan> check_feed(TestJob& job, const ast::Feed& feed, Instant from);
// T7107: raw measures in scope that nothing feeds.
void check_fed(TestJob& job);
// `at T acknowledge M`. T1201, T7101.
void check_acknowledge(TestJob& job, const ast::TestItem& item);
// Segment fields that must be equal: `platform = "a" and ...`. T1212, T2111, T2112.
bool read_segments(TestJob& job, const ast::Expr& expr, ExpectPlan& plan);
// The monitors that a path of the test means, within the scope of `of`. T1201, T7101.
std::optional<std::vector<std::size_t>> monitors_of(TestJob& job, const ast::Path& path);

// T7102: an expectation at a time at which its monitor cannot have been judged.
void check_possible(TestJob& job, const ExpectPlan& expect);
// T7104.
void check_contradictions(TestJob& job);

}  // namespace tocsin::dsl
