// What one test needs of a rule set: the monitors that it judges, their models and what holds their
// alerts back, and nothing else.
#pragma once

#include "dsl/plan.hpp"

#include <map>
#include <memory>
#include <vector>

namespace tocsin::dryrun {

// Numbers of monitors and models in a rule set, and in the small plan of one test.
struct TestScope {
  std::shared_ptr<const dsl::Plan> plan;
  std::map<std::size_t, std::size_t> monitor_number;  // in the whole plan -> in this one
  std::map<std::size_t, std::size_t> model_number;
  std::vector<std::size_t> monitors;             // in this plan -> in the whole one
  std::vector<std::size_t> suppressions, mutes;  // the same
};

TestScope narrow(const dsl::Plan& plan, const dsl::TestPlan& test);

// Whom an expectation speaks about, as numbers of the small plan. Where it names nobody: everybody
// that the test does not ignore; of messages also those, since what an ignored monitor tells a
// channel is a message like any other.
std::vector<std::size_t> monitors_of(const TestScope& scope, const dsl::TestPlan& test,
                                     const dsl::ExpectPlan& expect);

// The tick that `at T` looks at: the first of its monitors at or after T.
Instant tick_of(const TestScope& scope, const dsl::TestPlan& test, const dsl::ExpectPlan& expect);

}  // namespace tocsin::dryrun
