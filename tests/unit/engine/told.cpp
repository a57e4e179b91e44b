#include "tests/unit/engine/told.hpp"

#include <fmt/format.h>

namespace tocsin::test {

const char* const kWatchOfTold = R"(
watch m {
  fear slow "Slow" { measure p95(latency) over 10m; by platform; info when > 1ms; warn when > 2ms; page when > 3ms }
  fear wrong "Wrong" { measure accuracy over 1h; info when < 30%; warn when < 20%; page when < 10% }
  drift never "Never" { measure psi(p) against training over 1h; page when > 0.3 }
}
channel pager: console {}
channel team: console {}
)";

Told::Told(const std::string& routes)
    : plan_(rules(kModelOfScene + kWatchOfTold + routes)), receivers_(*plan_) {}

Told& Told::set(std::string_view when, const std::string& name, int severity,
                std::string_view reason, bool is_dark) {
  flush_until(at(when) - Duration(1));
  auto& alert = alerts_[name];
  const std::size_t monitor = name.starts_with("wrong") ? 1 : 0;
  const auto slash = name.find('/');
  const Labels labels =
      slash == std::string::npos ? Labels{} : Labels{{"platform", name.substr(slash + 1)}};
  const Change change = severity == kEnded          ? Change::resolved
                        : alert.severity == kEnded  ? Change::fired
                        : severity > alert.severity ? Change::escalated
                                                    : Change::eased;
  if (alert.severity == kEnded) ++alert.episode;
  alert.severity = severity;
  const engine::AlertRef ref{monitor, to_text(labels)};
  names_[ref] = name;
  const engine::AlertFacts facts{*plan_, plan_->monitors[monitor], labels, severity, reason};
  receivers_.update({.ref = ref,
                     .id = {"", "m", plan_->monitors[monitor].name, ref.segment},
                     .episode = alert.episode,
                     .change = change,
                     .reason = severity == kEnded ? engine::kRecovered : reason,
                     .is_dark = is_dark,
                     .flapping = alert.flapping},
                    facts, route(facts), at(when));
  return *this;
}

Told& Told::flaps(const std::string& name, std::string_view text) {
  alerts_[name].flapping = text;
  return *this;
}

Told& Told::pass(std::string_view when) {
  flush_until(at(when));
  return *this;
}

std::string Told::said_of(const AlertLine& line) const {
  std::string text =
      fmt::format("{} {}", names_.at({line.alert.monitor == "wrong" ? 1u : 0u, line.alert.segment}),
                  line.severity_name);
  const bool moved = line.reason.starts_with("eased") || line.reason.starts_with("escalated");
  if (moved) text += " " + line.reason;
  if (!moved && has_ended(line)) text += " ended";
  if (!line.flapping.empty()) text += " flapping";
  if (line.began + line.rose + line.ended > 0)
    text += fmt::format(" (began {} rose {} ended {})", line.began, line.rose, line.ended);
  return text;
}

std::string Told::story() const {
  std::string text;
  for (const auto& message : messages_) {
    text += fmt::format("{} {} {} {}:", format_duration(message.at - kMonday), message.channel,
                        to_text(message.kind), message.severity_name);
    for (const auto& line : message.alerts) text += " " + said_of(line) + ",";
    text.back() = '\n';
  }
  return text;
}

void Told::flush_until(Instant last) {
  for (auto due = receivers_.next_due(); due && *due <= last; due = receivers_.next_due())
    for (auto& message :
         receivers_.flush(*due, [this](const engine::AlertRef& ref) { return line(ref); }))
      messages_.push_back(std::move(message));
}

AlertLine Told::line(const engine::AlertRef& ref) const {
  AlertLine line;
  line.alert = {"", "m", plan_->monitors[ref.monitor].name, ref.segment};
  return line;
}

}  // namespace tocsin::test
