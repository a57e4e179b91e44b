#include "engine/wording.hpp"

#include "dsl/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::engine {
namespace {

const dsl::RungPlan* active_rung(const AlertView& alert) {
  for (std::size_t i = alert.state.rungs.size(); i-- > 0;)
    if (alert.state.rungs[i].is_active()) return &alert.monitor.rungs[i];
  return nullptr;
}

std::string value_of(const AlertView& alert) {
  if (alert.sample.kind != SampleKind::value) return "";
  return dsl::value_text(alert.sample.value, alert.monitor.measure->type);
}

std::string threshold_of(const AlertView& alert) {
  const auto* rung = active_rung(alert);
  return rung == nullptr || alert.state.reason != "breach" ? "" : rung->trigger.text;
}

std::string interval_of(const Sample& sample) {
  if (sample.to == Instant{} || sample.from == kBeginning) return "";
  return fmt::format("{} from {} to {}", sample.label_measure ? "labels of events" : "events",
                     format_utc(sample.from), format_utc(sample.to));
}

void replace_all(std::string& text, std::string_view name, const std::string& value) {
  for (std::size_t at = text.find(name); at != std::string::npos;
       at = text.find(name, at + value.size()))
    text.replace(at, name.size(), value);
}

// The monitor's `message`, its names filled in (LANGUAGE 3.10).
std::string own_text(const AlertView& alert, const AlertLine& line) {
  std::string text = alert.monitor.message;
  if (text.empty()) return text;
  replace_all(text, "{value}", line.value.empty() ? "unknown" : line.value);
  replace_all(text, "{threshold}", line.threshold);
  replace_all(text, "{severity}", line.severity_name);
  replace_all(text, "{since}", format_utc(line.since));
  replace_all(text, "{monitor}", line.alert.monitor);
  replace_all(text, "{model}", line.alert.model);
  replace_all(text, "{owner}", line.owner);
  for (const auto& field : alert.monitor.by.fields) {
    const auto& name = alert.plan.models[alert.monitor.model].schema.fields[field.field].name;
    const auto at = std::find_if(alert.labels.begin(), alert.labels.end(),
                                 [&](const auto& label) { return label.first == name; });
    replace_all(text, fmt::format("{{segment.{}}}", name),
                at == alert.labels.end() ? "" : at->second);
  }
  return text;
}

std::string advice_of(const dsl::MonitorPlan& monitor) {
  return fmt::format("{}", fmt::join(monitor.because, " "));
}

std::string severity_name(const AlertView& alert) {
  const int severity = alert.state.severity;
  return severity < 0 ? "" : alert.plan.severities.names[static_cast<std::size_t>(severity)];
}

}  // namespace

AlertLine line_of(const AlertView& alert) {
  AlertLine line;
  line.alert = alert.id;
  line.episode = alert.state.episode;
  line.kind = dsl::to_text(alert.monitor.kind);
  line.title = alert.monitor.title;
  line.severity = alert.state.severity;
  line.severity_name = severity_name(alert);
  line.reason = alert.state.reason;
  line.labels = alert.labels;
  line.value = value_of(alert);
  line.threshold = threshold_of(alert);
  line.measure = alert.monitor.measure_text;
  line.judged = interval_of(alert.sample);
  line.n = alert.sample.n;
  line.labels_known = alert.sample.labels;
  line.label_measure = alert.sample.label_measure;
  line.since = alert.state.episode_since;
  line.owner = alert.monitor.owner;
  line.runbook = alert.monitor.runbook;
  line.dashboard = alert.monitor.dashboard;
  line.advice = advice_of(alert.monitor);
  line.text = own_text(alert, line);
  return line;
}

std::string step_text(const AlertView& alert, const Step& step, Instant now) {
  if (alert.state.severity < 0)
    return fmt::format("{} after {}", step.reason,
                       format_duration(now - alert.state.episode_since));
  const std::string head = fmt::format("{}: ", severity_name(alert));
  if (alert.state.reason != "breach") return head + std::string(alert.state.reason);
  return fmt::format("{}{} {} (n {})", head, value_of(alert), threshold_of(alert), alert.sample.n);
}

}  // namespace tocsin::engine
