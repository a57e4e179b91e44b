// Decides, after a test has run, which of its expectations hold, and says of the others what
// happened instead.
#pragma once

#include "dryrun/rule_test.hpp"
#include "dryrun/test_record.hpp"
#include "dryrun/test_scope.hpp"

#include <vector>

namespace tocsin::dryrun {

class TestJudge {
 public:
  // All three outlive the judge. `end`: the last instant that counts.
  TestJudge(const dsl::TestPlan& test, const TestScope& scope, const TestRecord& record,
            Instant end)
      : test_(test), scope_(scope), record_(record), end_(end) {}

  bool holds(const dsl::ExpectPlan& expect) const;
  // Of an expectation that does not hold.
  TestFailure failure(const dsl::ExpectPlan& expect) const;
  // Answers to what had no incident to be answered.
  std::vector<TestFailure> unanswered() const;
  // Every alert that reaches delivery and that no expectation names, the first of each severity.
  std::vector<TestFailure> unexpected() const;

 private:
  bool holds_at(const dsl::ExpectPlan& expect, Instant at) const;
  bool has_value(const dsl::ExpectPlan& expect, const Reading& reading) const;
  bool is_in_time(const dsl::ExpectPlan& expect, Instant at) const;
  std::vector<Instant> messages_of(const dsl::ExpectPlan& expect) const;
  std::vector<TestRecord::Firing> firing(const dsl::ExpectPlan& expect) const;
  std::vector<HeldBack> held(const dsl::ExpectPlan& expect) const;
  std::vector<std::size_t> monitors(const dsl::ExpectPlan& expect) const {
    return monitors_of(scope_, test_, expect);
  }
  Instant looked_at(const dsl::ExpectPlan& expect) const;
  std::vector<Instant> times_of(const dsl::ExpectPlan& expect) const;
  std::size_t culprit(const dsl::ExpectPlan& expect) const;
  dsl::Span rule_of(std::size_t monitor, int severity) const;
  std::string happened(const dsl::ExpectPlan& expect) const;
  std::string held_text(const dsl::ExpectPlan& expect) const;
  std::string value_seen(const dsl::ExpectPlan& expect, std::size_t monitor, double value) const;
  std::string last_values(const dsl::ExpectPlan& expect, Instant at) const;
  std::string offset(Instant at) const { return offset_text(at, test_.clock); }

  const dsl::TestPlan& test_;
  const TestScope& scope_;
  const TestRecord& record_;
  Instant end_;
};

}  // namespace tocsin::dryrun
