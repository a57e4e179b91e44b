#include "dryrun/test_scope.hpp"

#include "dsl/not_evaluated.hpp"
#include "engine/schedule.hpp"

#include <algorithm>

namespace tocsin::dryrun {
namespace {

using Kind = dsl::ExpectPlan::Kind;

std::size_t model_in(TestScope& scope, dsl::Plan& small, const dsl::Plan& plan, std::size_t model) {
  const auto [at, is_new] = scope.model_number.try_emplace(model, small.models.size());
  if (is_new) small.models.push_back(plan.models[model]);
  return at->second;
}

// What every test has of the rules: all but models and monitors, of which it takes its own, what
// holds monitors back, which is narrowed with them, and other tests. Built up instead of cut down:
// a rule set may be a thousand times larger than what a test judges. A new member of Plan does not
// compile here until somebody says on which side it belongs.
dsl::Plan common_part(const dsl::Plan& plan) {
  const auto& [root, severities, models, monitors, channels, routes, incident, suppressions, mutes,
               silences, tests, content] = plan;
  return {.root = root,
          .severities = severities,
          .models = {},
          .monitors = {},
          .channels = channels,
          .routes = routes,
          .incident = incident,
          .suppressions = {},
          .mutes = {},
          .silences = {},
          .tests = {},
          .content = content};
}

// Of these monitors the numbers in the small plan.
std::vector<std::size_t> narrowed(const TestScope& scope, const std::vector<std::size_t>& whole) {
  std::vector<std::size_t> found;
  for (const auto monitor : whole)
    if (const auto at = scope.monitor_number.find(monitor); at != scope.monitor_number.end())
      found.push_back(at->second);
  return found;
}

// Those of the rules that concern a monitor of the small plan, and their numbers in the whole one.
template <typename Rule>
std::vector<Rule> concerning(const TestScope& scope, const std::vector<Rule>& whole,
                             std::vector<std::size_t>& numbers) {
  std::vector<Rule> found;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto monitors = narrowed(scope, whole[i].monitors);
    if (monitors.empty()) continue;
    found.push_back(whole[i]);
    found.back().monitors = std::move(monitors);
    numbers.push_back(i);
  }
  return found;
}

void add_holds(TestScope& scope, const dsl::Plan& plan, dsl::Plan& small) {
  small.suppressions = concerning(scope, plan.suppressions, scope.suppressions);
  for (auto& suppression : small.suppressions)
    suppression.sources = narrowed(scope, suppression.sources);
  small.mutes = concerning(scope, plan.mutes, scope.mutes);
  std::vector<std::size_t> numbers;
  small.silences = concerning(scope, plan.silences, numbers);
}

}  // namespace

TestScope narrow(const dsl::Plan& plan, const dsl::TestPlan& test) {
  TestScope scope;
  auto small = std::make_shared<dsl::Plan>(common_part(plan));
  for (const std::size_t monitor : dsl::judged_by(plan, test)) {
    scope.monitor_number[monitor] = small->monitors.size();
    scope.monitors.push_back(monitor);
    small->monitors.push_back(plan.monitors[monitor]);
    small->monitors.back().model = model_in(scope, *small, plan, plan.monitors[monitor].model);
  }
  add_holds(scope, plan, *small);
  scope.plan = std::move(small);
  return scope;
}

std::vector<std::size_t> monitors_of(const TestScope& scope, const dsl::TestPlan& test,
                                     const dsl::ExpectPlan& expect) {
  const bool of_messages = expect.kind == Kind::notified || expect.kind == Kind::no_message ||
                           expect.kind == Kind::digest;
  const auto& named = expect.monitors.empty() ? test.scope : expect.monitors;
  std::vector<std::size_t> numbers;
  for (const std::size_t monitor : named) {
    const bool ignored = std::ranges::find(test.ignored, monitor) != test.ignored.end();
    if (!ignored || of_messages || !expect.monitors.empty())
      numbers.push_back(scope.monitor_number.at(monitor));
  }
  return numbers;
}

Instant tick_of(const TestScope& scope, const dsl::TestPlan& test, const dsl::ExpectPlan& expect) {
  Instant tick = *expect.at;
  for (const std::size_t number : monitors_of(scope, test, expect)) {
    const auto& monitor = scope.plan->monitors[number];
    const auto& model = scope.plan->models[monitor.model];
    tick = std::max(tick, engine::first_tick(monitor, model, *expect.at));
  }
  return tick;
}

}  // namespace tocsin::dryrun
