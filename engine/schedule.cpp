#include "engine/schedule.hpp"

#include "dsl/past.hpp"

#include <algorithm>

namespace tocsin::engine {

Duration shift_of(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model) {
  const bool is_late = monitor.window.kind != dsl::WindowKind::each_batch;
  const Duration lateness = is_late ? model.lateness : Duration{0};
  switch (monitor.window.labels) {
    case dsl::LabelMode::matured: return lateness + model.schema.horizon;
    case dsl::LabelMode::on_arrival: return Duration{0};
    case dsl::LabelMode::none: break;
  }
  return lateness;
}

bool judges_batches(const dsl::Plan& plan, std::size_t model) {
  return std::ranges::any_of(plan.monitors, [&](const dsl::MonitorPlan& monitor) {
    return monitor.model == model && monitor.window.kind == dsl::WindowKind::each_batch;
  });
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

const dsl::ReferencePlan* rolling_reference(const dsl::AggregateCall& call,
                                            const dsl::ModelPlan& model) {
  for (const auto& number : {call.on, call.reference}) {
    if (!number) continue;
    const auto& reference = model.references[*number];
    if (reference.rolling > Duration{0}) return &reference;
  }
  return nullptr;
}

Duration past_reach_of(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model) {
  Duration reach = reach_of(monitor);
  for (const auto& call : monitor.aggregates) {
    if (call.inner && reach > Duration{0})
      reach = std::max(reach, window_of(monitor) + dsl::past_of(call, monitor.window));
    const auto* rolling = rolling_reference(call, model);
    if (rolling == nullptr) continue;
    const Duration end =
        rolling->ago > Duration{0} ? rolling->ago : length_of(call, monitor) + call.ago;
    reach = std::max(reach, end + rolling->rolling / 2);
  }
  return reach;
}

Duration window_of(const dsl::MonitorPlan& monitor) {
  const bool in_time = monitor.window.kind == dsl::WindowKind::sliding || is_tumbling(monitor);
  return in_time ? monitor.window.length : Duration{0};
}

bool is_tumbling(const dsl::MonitorPlan& monitor) {
  const auto kind = monitor.window.kind;
  return kind == dsl::WindowKind::each || kind == dsl::WindowKind::each_calendar;
}

Instant window_begin(const dsl::MonitorPlan& monitor, Instant to) {
  const auto& window = monitor.window;
  if (window.kind != dsl::WindowKind::each_calendar) return to - window.length;
  return calendar_begin(to - Duration(1), window.unit, window.zone);
}

Instant first_tick(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model, Instant t) {
  const auto& window = monitor.window;
  if (!is_tumbling(monitor)) return ceil_to(t, window.every);
  const Duration shift = shift_of(monitor, model);
  if (window.kind == dsl::WindowKind::each) return ceil_to(t - shift, window.length) + shift;
  return calendar_end(t - shift - Duration(1), window.unit, window.zone) + shift;
}

bool Schedule::Beat::is_with(const Beat& other) const {
  const auto &a = monitor->window, &b = other.monitor->window;
  const bool by_calendar = a.kind == dsl::WindowKind::each_calendar;
  if (next != other.next || by_calendar != (b.kind == dsl::WindowKind::each_calendar)) return false;
  if (!by_calendar) return rhythm() == other.rhythm();
  return a.unit == b.unit && a.zone == b.zone &&
         shift_of(*monitor, *model) == shift_of(*other.monitor, *other.model);
}

Duration Schedule::Beat::rhythm() const {
  const auto& window = monitor->window;
  return window.kind == dsl::WindowKind::each ? window.length : window.every;
}

Schedule::Schedule(const dsl::Plan& plan, Instant start) {
  for (std::size_t i = 0; i < plan.monitors.size(); ++i) {
    const auto& monitor = plan.monitors[i];
    const auto& model = plan.models[monitor.model];
    const Beat beat{&monitor, &model, first_tick(monitor, model, start), {}};
    auto at = std::ranges::find_if(beats_, [&](const Beat& one) { return one.is_with(beat); });
    if (at == beats_.end()) at = beats_.insert(at, beat);
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
    beat.next = beat.first_after(now);
  }
  std::ranges::sort(due);
  return due;
}

void Schedule::skip_to_after(Instant t) {
  for (auto& beat : beats_)
    if (beat.next <= t) beat.next = beat.first_after(t);
}

}  // namespace tocsin::engine
