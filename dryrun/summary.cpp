#include "dryrun/summary.hpp"

#include "engine/alert.hpp"

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

// An episode that is still open learns from every reading; one that ends has its peak from the
// engine.
void Summary::note_peak(const Reading& reading) {
  const auto& monitor = plan_.monitors[reading.monitor];
  if (reading.severity < 0 || reading.sample.kind != SampleKind::value || monitor.rungs.empty())
    return;
  const auto open = open_.find(
      {monitor.package, plan_.models[monitor.model].schema.model, monitor.name, reading.segment});
  if (open == open_.end()) return;
  Episode& episode = episodes_[open->second];
  if (!episode.ended &&
      engine::is_worse(monitor.rungs.front().trigger, reading.sample.value, episode.peak))
    episode.peak = reading.sample.value;
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
  at->alerts.insert(entry.alert);
}

void Summary::add(const Outcome& outcome) {
  for (const auto& reading : outcome.readings) {
    note_peak(reading);
    Course& course = courses_[{reading.monitor, reading.segment}];
    ++course.readings;
    course.unknown += reading.sample.kind != SampleKind::value;
    course.line.add(reading.slot, reading.sample.value);
    course.last = reading.sample.value;
  }
  for (const auto& step : outcome.transitions) {
    if (step.from_severity < 0) {
      open_[step.alert] = episodes_.size();
      episodes_.push_back({.monitor = monitor_of(step.alert),
                           .alert = step.alert,
                           .number = step.episode,
                           .began = step.at,
                           .ended = {},
                           .severities = {},
                           .n = step.sample.n,
                           .reason = step.reason,
                           .end_reason = {},
                           .incident = {}});
    }
    Episode& episode = episodes_[open_.at(step.alert)];
    if (!std::isnan(step.peak)) episode.peak = step.peak;
    if (!step.incident.empty()) episode.incident = step.incident;
    if (step.to_severity < 0) {
      episode.ended = step.at;
      episode.end_reason = step.reason;
      continue;
    }
    episode.severities.emplace_back(step.at, step.to_severity);
    episode.highest = std::max(episode.highest, step.to_severity);
  }
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
