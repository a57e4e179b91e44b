#include "dryrun/test_scope.hpp"

#include "dsl/not_evaluated.hpp"
#include "engine/schedule.hpp"

#include <algorithm>

namespace tocsin::dryrun {
namespace {

using Kind = dsl::ExpectPlan::Kind;

std::size_t model_in(TestScope& scope, dsl::Plan& small, const dsl::Plan& plan, std::size_t model) {
  const auto [at, is_new] = scope.model_number.try_emplace(model, small.models.size());
  if (is_new) {
    small.models.push_back(plan.models[model]);
    // Invented labels stand in their rows and bring the time at which they are known.
    small.models.back().schema.labels_apart = false;
  }
  return at->second;
}

// What every test has of the rules: all but models and monitors, of which it takes its own, other
// tests, and what names monitors by their numbers in the whole plan and is not evaluated yet. Built
// up instead of cut down: a rule set may be a thousand times larger than what a test judges. A new
// member of Plan does not compile here until somebody says on which side it belongs.
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

}  // namespace

TestScope narrow(const dsl::Plan& plan, const dsl::TestPlan& test) {
  TestScope scope;
  auto small = std::make_shared<dsl::Plan>(common_part(plan));
  for (const std::size_t monitor : dsl::judged_by(test)) {
    scope.monitor_number[monitor] = small->monitors.size();
    scope.monitors.push_back(monitor);
    small->monitors.push_back(plan.monitors[monitor]);
    small->monitors.back().model = model_in(scope, *small, plan, plan.monitors[monitor].model);
  }
  scope.plan = std::move(small);
  return scope;
}

std::vector<std::size_t> monitors_of(const TestScope& scope, const dsl::TestPlan& test,
                                     const dsl::ExpectPlan& expect) {
  const bool of_messages = expect.kind == Kind::notified || expect.kind == Kind::no_message;
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
