#include "dryrun/exercised.hpp"

#include "engine/alert.hpp"
#include "engine/router.hpp"

#include <algorithm>
#include <span>

namespace tocsin::dryrun {
namespace {

template <typename T>
void merge(std::set<T>& into, const std::set<T>& from) {
  into.insert(from.begin(), from.end());
}

void add_step(Exercised& done, std::size_t monitor, const Transition& step) {
  if (step.to_severity < 0) return;
  if (step.reason == engine::kNoData)
    done.gaps.emplace(monitor, GapKind::no_data);
  else if (step.reason == engine::kTooFew)
    done.gaps.emplace(monitor, GapKind::too_few);
  else
    done.rungs.emplace(monitor, step.to_severity);
}

// `ok` acts without an alert.
void add_rest(Exercised& done, std::size_t monitor, const dsl::MonitorPlan& plan,
              const Reading& reading) {
  if (reading.sample.warming_up) return;
  const auto rests = [](const dsl::GapPlan& gap) { return gap.policy == dsl::GapPolicy::ok; };
  if (reading.sample.kind == SampleKind::empty && rests(plan.no_data))
    done.gaps.emplace(monitor, GapKind::no_data);
  if (reading.sample.kind == SampleKind::few && rests(plan.too_few))
    done.gaps.emplace(monitor, GapKind::too_few);
}

void add_routes(Exercised& done, const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                const Message& message, const AlertLine& line) {
  const engine::AlertFacts facts{plan, monitor, line.labels, line.severity, line.reason};
  for (const std::size_t number : engine::routes_of(facts)) {
    const auto& channels = plan.routes[number].channels;
    if (std::ranges::any_of(channels, [&](std::size_t channel) {
          return plan.channels[channel].name == message.channel;
        }))
      done.routes.insert(number);
  }
}

void add_hold(Exercised& done, const TestScope& scope, const HoldCause& cause) {
  if (cause.kind == HoldKind::suppression) done.suppressions.insert(scope.suppressions[cause.rule]);
  if (cause.kind == HoldKind::mute) done.mutes.insert(scope.mutes[cause.rule]);
}

}  // namespace

void Exercised::add(const Exercised& other) {
  merge(rungs, other.rungs);
  merge(gaps, other.gaps);
  merge(routes, other.routes);
  merge(suppressions, other.suppressions);
  merge(mutes, other.mutes);
}

Exercised exercised_by(const TestScope& scope, const TestRecord& record) {
  Exercised done;
  const auto& plan = *scope.plan;
  for (const auto& [monitor, step] : record.transitions())
    add_step(done, scope.monitors[monitor], step);
  for (const auto& reading : record.all_readings())
    if (reading.sample.kind != SampleKind::value)
      add_rest(done, scope.monitors[reading.monitor], plan.monitors[reading.monitor], reading);
  for (const auto& held : record.all_held()) add_hold(done, scope, held.cause);
  for (const auto& message : record.messages())
    for (const auto& line : message.alerts)
      add_routes(done, plan, plan.monitors[record.monitor_of(line.alert)], message, line);
  return done;
}

}  // namespace tocsin::dryrun
