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

// T7102: an expectation at a time at which its monitor cannot have been judged.
void check_possible(TestJob& job, const ExpectPlan& expect);
// T7104.
void check_contradictions(TestJob& job);

}  // namespace tocsin::dsl
