// Runs many tests on several threads. What comes out does not depend on how many there are.
#pragma once

#include "dryrun/rule_test.hpp"

#include <chrono>
#include <functional>
#include <vector>

namespace tocsin::dryrun {

struct RunOptions {
  std::size_t jobs = 1;    // threads, the caller's among them; > 0
  bool fail_fast = false;  // nothing behind the first test that does not pass
  std::function<void(std::size_t done)> progress;  // on the caller's thread; may be empty
};

struct TestOutcome {
  std::size_t test = 0;  // number in Plan::tests
  tl::expected<TestResult, NotRun> result;
  std::chrono::steady_clock::duration took{};

  bool passed() const { return result && result->passed(); }
};

// One outcome a test, in the order of `tests`; with `fail_fast` up to the first that does not
// pass, that one included. A test that throws is one that could not run; the others do.
std::vector<TestOutcome> run_tests(const dsl::Plan& plan, const std::vector<std::size_t>& tests,
                                   const RunOptions& options);

}  // namespace tocsin::dryrun
