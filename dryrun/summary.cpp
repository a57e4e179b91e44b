#include "dryrun/summary.hpp"

#include "dryrun/held_records.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::dryrun {
namespace {

// 1970-01-05 was a Monday.
Instant monday_of(Instant t) { return floor_to(t - 4 * kDay, 7 * kDay) + 4 * kDay; }

}  // namespace

std::size_t Summary::monitor_of(const AlertId& id) const {
  const auto at =
      std::find_if(plan_.monitors.begin(), plan_.monitors.end(), [&](const auto& monitor) {
        return monitor.name == id.monitor && monitor.package == id.package &&
               plan_.models[monitor.model].schema.model == id.model;
      });
  return static_cast<std::size_t>(at - plan_.monitors.begin());
}

void Summary::note_peak(const Reading& reading) {
  const auto& monitor = plan_.monitors[reading.monitor];
  const AlertId alert{monitor.package, plan_.models[monitor.model].schema.model, monitor.name,
                      reading.segment};
  const auto known = numbers_.find({alert, reading.episode});
  if (known == numbers_.end()) return;
  Episode& episode = episodes_[known->second];
  episode.peak = reading.sample.value;
  episode.n = reading.sample.n;
}

void Summary::note(const Reading& reading) {
  Course& course = courses_[{reading.monitor, reading.segment}];
  const double value = reading.sample.value;
  ++course.readings;
  course.most = std::max(course.most, reading.sample.n);
  if (reading.sample.kind != SampleKind::value) {
    ++course.unknown;
    ++course.reasons[reading.sample.reason];
  }
  course.line.add(reading.slot, value);
  course.last = value;
  course.lowest = std::fmin(course.lowest, value);  // NaN loses
  course.highest = std::fmax(course.highest, value);
  if (reading.is_peak) note_peak(reading);
}

void Summary::note(const Transition& step) {
  const auto [at, is_new] = numbers_.try_emplace({step.alert, step.episode}, episodes_.size());
  if (is_new)
    episodes_.push_back({.monitor = monitor_of(step.alert),
                         .alert = step.alert,
                         .number = step.episode,
                         .began = step.at,
                         .ended = {},
                         .severities = {},
                         .n = step.sample.n,
                         .reason = step.reason,
                         .end_reason = {},
                         .incident = {},
                         .held = {}});
  Episode& episode = episodes_[at->second];
  if (!step.incident.empty()) episode.incident = step.incident;
  if (step.to_severity < 0) {
    episode.ended = step.at;
    episode.end_reason = step.reason;
    return;
  }
  episode.severities.emplace_back(step.at, step.to_severity);
  episode.highest = std::max(episode.highest, step.to_severity);
}

void Summary::note(const IncidentEntry& entry) {
  using Kind = IncidentEntry::Kind;
  if (entry.kind == Kind::opened)
    incidents_.push_back({.id = entry.incident,
                          .model = entry.alert.model,
                          .title = entry.title,
                          .opened = entry.at,
                          .ended = {},
                          .alerts = {}});
  const auto at =
      std::find_if(incidents_.rbegin(), incidents_.rend(),
                   [&](const IncidentOutline& incident) { return incident.id == entry.incident; });
  if (at == incidents_.rend()) return;
  if (entry.kind == Kind::ended) {
    at->ended = entry.at;
    return;
  }
  at->highest = std::max(at->highest, entry.severity);
  if (!entry.alert.monitor.empty()) at->alerts.insert(entry.alert);
}

void Summary::note(const HeldBack& record) {
  const auto known = numbers_.find({record.alert, record.episode});
  if (known != numbers_.end()) add_record(episodes_[known->second].held, record);
}

void Summary::add(const Outcome& outcome) {
  for (const auto& step : outcome.transitions) note(step);
  for (const auto& record : outcome.held) note(record);
  for (const auto& reading : outcome.readings) note(reading);
  messages_.insert(messages_.end(), outcome.messages.begin(), outcome.messages.end());
  for (const auto& entry : outcome.incidents) note(entry);
}

std::vector<std::size_t> Summary::by_severity() const {
  std::vector<std::size_t> counts(plan_.severities.names.size(), 0);
  for (const auto& episode : episodes_) ++counts[static_cast<std::size_t>(episode.highest)];
  return counts;
}

std::map<Instant, std::vector<std::size_t>> Summary::by_week() const {
  std::map<Instant, std::vector<std::size_t>> weeks;
  for (const auto& episode : episodes_) {
    auto& counts = weeks[monday_of(episode.began)];
    counts.resize(plan_.severities.names.size(), 0);
    ++counts[static_cast<std::size_t>(episode.highest)];
  }
  return weeks;
}

}  // namespace tocsin::dryrun
