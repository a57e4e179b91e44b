// Runs the `test` blocks of rules: invented events through the engine, in virtual time.
#pragma once

#include "base/result.hpp"
#include "dryrun/exercised.hpp"
#include "dryrun/test_record.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::dryrun {

// One expectation that did not hold, or an alert that nobody expected.
struct TestFailure {
  dsl::Span expectation;  // the test line; of an unexpected alert the head of the test
  dsl::Span rule;         // the rung it is about, else the head of the monitor; empty: no monitor
  std::string expected;   // "page from slow_applications where platform = "smava""
  std::string happened;   // "warn at +73m; no page"
  std::vector<TimelineRow> timeline;  // what was seen around it; may be empty
};

// `at T` between two ticks: which one was looked at.
struct TestRounding {
  dsl::Span expectation;
  std::string text;  // "+29m30s is no tick, looked at +30m"
};

struct TestResult {
  std::string title;
  dsl::Span span;
  std::vector<TestFailure> failures;
  std::vector<TestRounding> roundings;
  Exercised exercised;
  bool passed() const { return failures.empty(); }
};

// Why a test could not run at all: a reference file that is not there, or rules that this version
// does not evaluate.
struct NotRun : Error {
  std::vector<dsl::Diagnostic> refusals{};  // dsl/not_evaluated.hpp; empty: trouble with the world
};

// Calls share nothing but the plan, and may be made by several threads at once.
tl::expected<TestResult, NotRun> run_test(const dsl::Plan& plan, const dsl::TestPlan& test);

}  // namespace tocsin::dryrun
