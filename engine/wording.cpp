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
  if (rung == nullptr || alert.state.reason != kBreach) return "";
  const auto& trigger = rung->trigger;
  if (trigger.confidence == 0) return trigger.text;
  return fmt::format("{} with {:.12g}% confidence", trigger.text, trigger.confidence * 100);
}

std::string interval_of(const AlertView& alert) {
  const auto& sample = alert.sample;
  if (alert.monitor.raw) return sample.to == Instant{} ? "" : "asked at " + format_utc(sample.to);
  if (sample.to == Instant{} || sample.from == kBeginning) return "";
  return fmt::format("{} from {} to {}", sample.label_measure ? "labels of events" : "events",
                     format_utc(sample.from), format_utc(sample.to));
}

// Where the value lies, at the confidence that the rung asks for where it asks for one.
std::string certainty_of(const AlertView& alert) {
  constexpr double kUsual = 0.95;
  const auto& sample = alert.sample;
  const auto* rung = active_rung(alert);
  const double level =
      rung == nullptr || rung->trigger.confidence == 0 ? kUsual : rung->trigger.confidence;
  const auto asked = std::ranges::find(sample.sure, level, &SureInterval::level);
  const bool is_asked = asked != sample.sure.end();
  const double low = is_asked ? asked->low : sample.low;
  const double high = is_asked ? asked->high : sample.high;
  if (sample.kind != SampleKind::value || !std::isfinite(low) || !std::isfinite(high)) return "";
  const auto& type = alert.monitor.measure->type;
  const auto from = dsl::value_text(low, type), to = dsl::value_text(high, type);
  if (from == to) return "";  // nothing but the value again
  return fmt::format("{} to {} ({:.12g}%)", from, to, (is_asked ? level : kUsual) * 100);
}

// What a name in braces stands for in a monitor's own text; nothing for any other name.
std::optional<std::string> fill_in(std::string_view name, const AlertView& alert,
                                   const AlertLine& line) {
  if (name == "value") return line.value.empty() ? "unknown" : line.value;
  if (name == "threshold") return line.threshold;
  if (name == "severity") return line.severity_name;
  if (name == "since") return format_utc(line.since);
  if (name == "monitor") return line.alert.monitor;
  if (name == "model") return line.alert.model;
  if (name == "owner") return line.owner;
  constexpr std::string_view kSegment = "segment.";
  if (!name.starts_with(kSegment)) return std::nullopt;
  const auto at =
      std::ranges::find(alert.labels, name.substr(kSegment.size()), &Labels::value_type::first);
  return at == alert.labels.end() ? "" : at->second;
}

// The monitor's `message`, its names filled in (LANGUAGE 3.10). What is filled in is not read
// again: a segment may be called anything.
std::string own_text(const AlertView& alert, const AlertLine& line) {
  const std::string_view text = alert.monitor.message;
  std::string filled;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find_first_of("{}", at), text.size());
    filled += text.substr(at, open - at);
    if (open == text.size()) break;
    const bool is_doubled = text.substr(open + 1).starts_with(text[open]);
    if (is_doubled || text[open] == '}') {
      filled += text[open];
      at = open + (is_doubled ? 2 : 1);
      continue;
    }
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return filled.append(text.substr(open));
    const auto value = fill_in(text.substr(open + 1, close - open - 1), alert, line);
    filled += value ? *value : std::string(text.substr(open, close + 1 - open));
    at = close + 1;
  }
  return filled;
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
  line.interval = certainty_of(alert);
  line.measure = alert.monitor.measure_text;
  line.judged = interval_of(alert);
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
  if (alert.state.reason != kBreach) return head + std::string(alert.state.reason);
  const auto n = alert.monitor.raw ? "" : fmt::format(" (n {})", alert.sample.n);
  return fmt::format("{}{} {}{}", head, value_of(alert), threshold_of(alert), n);
}

}  // namespace tocsin::engine
