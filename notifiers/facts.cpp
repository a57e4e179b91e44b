#include "notifiers/facts.hpp"

#include "base/answering.hpp"
#include "notifiers/alert_json.hpp"

#include <fmt/format.h>

namespace tocsin::notifiers {
namespace {

void add(std::vector<Fact>& facts, std::string_view name, std::string text) {
  if (!text.empty()) facts.push_back({name, std::move(text)});
}

std::string value_of(const AlertLine& alert) {
  if (alert.value.empty()) return "no value" + (alert.reason.empty() ? "" : ": " + alert.reason);
  const bool ended = has_ended(alert);
  return alert.threshold.empty() || ended ? alert.value : alert.value + " " + alert.threshold;
}

// Nothing of the answer of a query and of an empty window.
std::string count_of(const AlertLine& alert) {
  if (alert.n == 0 && (!alert.value.empty() || alert.reason == "no data")) return "";
  if (!alert.label_measure) return fmt::format("{} events", alert.n);
  return fmt::format("{} events, {} with a label", alert.n, alert.labels_known);
}

}  // namespace

std::vector<Fact> facts_of(const AlertLine& alert) {
  std::vector<Fact> facts;
  add(facts, "Value", value_of(alert));
  add(facts, "Interval", alert.interval);
  add(facts, "Segment", segment_of(alert));
  add(facts, "State", has_ended(alert) ? "ended" : alert.severity_name);
  add(facts, "Counted", count_of(alert));
  add(facts, "Measure", alert.measure);
  add(facts, "Judged", alert.judged);
  add(facts, "Since", format_utc(alert.since));
  add(facts, "Flapping", alert.flapping);
  add(facts, "Since the digest before", happened(alert));
  return facts;
}

std::vector<Fact> facts_of(const Message& message) {
  std::vector<Fact> facts;
  if (!message.alerts.empty()) {
    const AlertLine& first = message.alerts.front();
    add(facts, "Owner", first.owner);
    add(facts, "Runbook", first.runbook);
    add(facts, "Dashboard", first.dashboard);
  }
  add(facts, "Incident", message.incident);
  add(facts, "Last time", message.earlier);
  add(facts, "Acknowledge", acknowledge_command(message));
  add(facts, "Silence", silence_command(message));
  return facts;
}

std::string story_of(const AlertLine& alert) {
  std::string out = alert.text.empty() ? alert.title : alert.text;
  if (out.empty()) out = alert.alert.monitor;
  if (!alert.advice.empty()) out += "\n" + alert.advice;
  return out;
}

}  // namespace tocsin::notifiers
