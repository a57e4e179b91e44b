#include "engine/schedule.hpp"

#include <algorithm>

namespace tocsin::engine {

Duration shift_of(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model) {
  switch (monitor.window.labels) {
    case dsl::LabelMode::matured: return model.lateness + model.schema.horizon;
    case dsl::LabelMode::on_arrival: return Duration{0};
    case dsl::LabelMode::none: break;
  }
  return model.lateness;
}

Duration length_of(const dsl::AggregateCall& call, const dsl::MonitorPlan& monitor) {
  return call.over > Duration{0} ? call.over : monitor.window.length;
}

Duration reach_of(const dsl::MonitorPlan& monitor) {
  Duration reach = window_of(monitor);
  for (const auto& call : monitor.aggregates)
    if (reach > Duration{0}) reach = std::max(reach, length_of(call, monitor) + call.ago);
  return reach;
}

Duration window_of(const dsl::MonitorPlan& monitor) {
  const auto kind = monitor.window.kind;
  const bool in_time = kind == dsl::WindowKind::sliding || kind == dsl::WindowKind::each;
  return in_time ? monitor.window.length : Duration{0};
}

Instant first_tick(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model, Instant t) {
  if (monitor.window.kind != dsl::WindowKind::each) return ceil_to(t, monitor.window.every);
  const Duration shift = shift_of(monitor, model);
  return ceil_to(t - shift, monitor.window.length) + shift;
}

Schedule::Schedule(const dsl::Plan& plan, Instant start) {
  for (std::size_t i = 0; i < plan.monitors.size(); ++i) {
    const auto& monitor = plan.monitors[i];
    const bool tumbles = monitor.window.kind == dsl::WindowKind::each;
    const Duration every = tumbles ? monitor.window.length : monitor.window.every;
    const Instant first = first_tick(monitor, plan.models[monitor.model], start);
    auto at = std::find_if(beats_.begin(), beats_.end(), [&](const Beat& beat) {
      return beat.every == every && beat.next == first;
    });
    if (at == beats_.end()) at = beats_.insert(at, Beat{every, first, {}});
    at->monitors.push_back(i);
  }
}

Instant Schedule::next() const {
  Instant next = kForever;
  for (const auto& beat : beats_) next = std::min(next, beat.next);
  return next;
}

std::vector<std::size_t> Schedule::take() {
  const Instant now = next();
  std::vector<std::size_t> due;
  for (auto& beat : beats_) {
    if (beat.next != now) continue;
    due.insert(due.end(), beat.monitors.begin(), beat.monitors.end());
    beat.next += beat.every;
  }
  std::sort(due.begin(), due.end());
  return due;
}

void Schedule::skip_to_after(Instant t) {
  for (auto& beat : beats_)
    if (beat.next <= t) beat.next += beat.every * ((t - beat.next) / beat.every + 1);
}

}  // namespace tocsin::engine
