#include "dryrun/test_record.hpp"

#include "dryrun/held_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace tocsin::dryrun {
namespace {

bool contains(const std::vector<std::size_t>& monitors, std::size_t monitor) {
  return std::find(monitors.begin(), monitors.end(), monitor) != monitors.end();
}

// All segments that are there have a reading at each tick; chunks end when each of them is full.
bool are_judged_together(const dsl::MonitorPlan& monitor) {
  return monitor.window.kind != dsl::WindowKind::each_events &&
         monitor.window.kind != dsl::WindowKind::each_batch;
}

bool is_rise(const Transition& step) { return step.to_severity > step.from_severity; }

}  // namespace

std::string offset_text(Instant at, Instant clock) { return "+" + format_duration(at - clock); }

bool has_labels(const std::string& segment, const Labels& where) {
  const std::string text = "," + segment + ",";
  return std::all_of(where.begin(), where.end(), [&](const auto& label) {
    return text.find("," + to_text({label}) + ",") != std::string::npos;
  });
}

std::size_t TestRecord::monitor_of(const AlertId& id) const {
  for (std::size_t i = 0; i < plan_.monitors.size(); ++i) {
    const auto& monitor = plan_.monitors[i];
    if (monitor.name == id.monitor && plan_.models[monitor.model].schema.model == id.model &&
        monitor.package == id.package)
      return i;
  }
  return plan_.monitors.size();
}

void TestRecord::add(Outcome outcome) {
  std::move(outcome.readings.begin(), outcome.readings.end(), std::back_inserter(readings_));
  for (auto& step : outcome.transitions) {
    const std::size_t monitor = monitor_of(step.alert);
    transitions_.emplace_back(monitor, std::move(step));
  }
  std::move(outcome.messages.begin(), outcome.messages.end(), std::back_inserter(messages_));
  for (auto& record : outcome.held) add_record(held_, std::move(record));
  for (const auto& entry : outcome.incidents)
    if (entry.kind == IncidentEntry::Kind::acknowledged) answered_.insert(entry.at);
}

// A tick that ends what holds an alert back lets its own step through.
bool TestRecord::is_held(const Transition& step) const {
  return std::ranges::any_of(held_, [&](const HeldBack& record) {
    return record.alert == step.alert && record.from <= step.at &&
           step.at < record.to.value_or(kForever);
  });
}

std::vector<HeldBack> TestRecord::held(const std::vector<std::size_t>& monitors,
                                       const Labels& where, Instant from, Instant to) const {
  std::vector<HeldBack> found;
  for (const auto& record : held_)
    if (contains(monitors, monitor_of(record.alert)) && has_labels(record.alert.segment, where) &&
        record.from <= to && record.to.value_or(kForever) > from)
      found.push_back(record);
  return found;
}

std::vector<TestRecord::Firing> TestRecord::firing(const std::vector<std::size_t>& monitors,
                                                   const Labels& where, Instant from,
                                                   Instant to) const {
  std::map<std::pair<std::size_t, std::string>, Firing> now;
  std::vector<Firing> found;
  for (const auto& [monitor, step] : transitions_) {
    if (step.at > to) break;
    if (!contains(monitors, monitor) || !has_labels(step.alert.segment, where)) continue;
    const std::pair key{monitor, step.alert.segment};
    if (step.to_severity < 0) {
      if (step.at > from && now.contains(key) && now[key].at < from) found.push_back(now[key]);
      now.erase(key);
      continue;
    }
    now[key] = {monitor, step.alert.segment, step.to_severity, step.at, step.reason};
    if (step.at >= from && is_rise(step)) found.push_back(now[key]);
  }
  for (const auto& [key, alert] : now)
    if (alert.at < from) found.push_back(alert);
  return found;
}

std::vector<TestRecord::Firing> TestRecord::told(const std::vector<std::size_t>& monitors) const {
  std::vector<Firing> found;
  for (const auto& [monitor, step] : transitions_)
    if (contains(monitors, monitor) && is_rise(step) && !is_held(step))
      found.push_back({monitor, step.alert.segment, step.to_severity, step.at, step.reason});
  for (const auto& record : held_)
    if (const auto monitor = monitor_of(record.alert);
        record.is_told_now && contains(monitors, monitor))
      found.push_back({monitor, record.alert.segment, record.severity, *record.to,
                       "no more " + text_of(record.cause)});
  std::ranges::stable_sort(found, {}, &Firing::at);
  return found;
}

Instant TestRecord::first(const std::vector<std::size_t>& monitors, const Labels& where,
                          int severity) const {
  for (const auto& [monitor, step] : transitions_)
    if (contains(monitors, monitor) && has_labels(step.alert.segment, where) &&
        step.to_severity == severity)
      return step.at;
  return kForever;
}

bool TestRecord::speaks_of(const Message& message, const std::vector<std::size_t>& monitors) const {
  return std::ranges::any_of(message.alerts, [&](const AlertLine& line) {
    return contains(monitors, monitor_of(line.alert));
  });
}

std::vector<Instant> TestRecord::notified(const std::string& channel,
                                          const std::vector<std::size_t>& monitors) const {
  std::vector<Instant> times;
  for (const auto& message : messages_)
    if (message.channel == channel && speaks_of(message, monitors)) times.push_back(message.at);
  return times;
}

std::vector<Instant> TestRecord::digests(const std::string& channel,
                                         const std::vector<std::size_t>& monitors) const {
  std::vector<Instant> times;
  for (const auto& message : messages_)
    if (message.channel == channel && message.kind == Message::Kind::digest &&
        speaks_of(message, monitors))
      times.push_back(message.at);
  return times;
}

std::vector<Reading> TestRecord::readings(std::size_t monitor, const Labels& where,
                                          Instant at) const {
  std::map<std::string_view, const Reading*> last;
  Instant tick{};
  for (const auto& reading : readings_) {
    if (reading.slot > at) break;
    if (reading.monitor != monitor) continue;
    tick = reading.slot;
    if (has_labels(reading.segment, where)) last[reading.segment] = &reading;
  }
  // A segment that was retired, or is no more among the largest, is not looked at.
  const bool only_of_tick = are_judged_together(plan_.monitors[monitor]);
  std::vector<Reading> all;
  for (const auto& [segment, reading] : last)
    if (!only_of_tick || reading->slot == tick) all.push_back(*reading);
  return all;
}

std::string TestRecord::story(const std::vector<std::size_t>& monitors, const Labels& where,
                              Instant clock) const {
  std::vector<std::string> steps;
  for (const auto& [monitor, step] : transitions_) {
    if (!contains(monitors, monitor) || !has_labels(step.alert.segment, where)) continue;
    const std::string severity =
        step.to_severity < 0 ? "ended"
                             : plan_.severities.names[static_cast<std::size_t>(step.to_severity)];
    const std::string segment = step.alert.segment.empty() ? "" : " [" + step.alert.segment + "]";
    steps.push_back(fmt::format("{} {}{} at {} ({})", step.alert.monitor, severity, segment,
                                offset_text(step.at, clock), step.reason));
    if (steps.size() == 8) {
      steps.push_back("...");
      break;
    }
  }
  return steps.empty() ? "no alert" : fmt::format("{}", fmt::join(steps, "; "));
}

}  // namespace tocsin::dryrun
