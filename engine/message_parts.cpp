#include "engine/message_parts.hpp"

#include "base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::engine {
namespace {

constexpr std::string_view kEasedTo = "eased to ";
constexpr std::string_view kEscalatedTo = "escalated to ";

bool is_end(const AlertLine& line) {
  return has_ended(line) || line.reason.starts_with(kEasedTo) ||
         line.reason.starts_with(kEscalatedTo);
}

}  // namespace

const std::string& severity_name(const dsl::Plan& plan, int severity) {
  return plan.severities.names[static_cast<std::size_t>(severity)];
}

std::string end_reason(const dsl::Plan& plan, int from, int to, std::string_view reason) {
  if (to < 0) return std::string(reason);
  return fmt::format("{}{}", to < from ? kEasedTo : kEscalatedTo, severity_name(plan, to));
}

std::string message_key(const std::string& thread, std::uint64_t step) {
  return to_hex(hash128(fmt::format("{}/{}", thread, step)));
}

Message message_to(const dsl::Plan& plan, std::size_t channel, Instant at) {
  Message message;
  message.channel = plan.channels[channel].name;
  message.severity_count = static_cast<int>(plan.severities.names.size());
  message.ladder = plan.severities.names;
  message.default_severity = plan.severities.default_rank;
  message.at = at;
  return message;
}

void finish(Message& message) {
  std::stable_sort(message.alerts.begin(), message.alerts.end(), [](const auto& a, const auto& b) {
    return std::make_pair(is_end(a), -a.severity) < std::make_pair(is_end(b), -b.severity);
  });
  message.model = message.alerts.front().alert.model;
  for (const auto& line : message.alerts) {
    if (line.alert.model != message.model) message.model.clear();
    if (message.incident.empty()) message.incident = line.incident;
  }
}

void bring_forward(std::optional<Instant>& due, Instant to) { due = due ? std::min(*due, to) : to; }

void save(Encoder& out, const AlertRef& ref) {
  out.u64(ref.monitor);
  out.text(ref.segment);
}

AlertRef load_ref(Decoder& in, const dsl::Plan& plan) {
  AlertRef ref;
  ref.monitor = in.u64();
  ref.segment = in.text();
  if (ref.monitor >= plan.monitors.size()) in.fail();
  return ref;
}

void save(Encoder& out, const std::optional<Instant>& at) {
  out.boolean(at.has_value());
  if (at) out.instant(*at);
}

std::optional<Instant> load_instant(Decoder& in) {
  return in.boolean() ? std::optional(in.instant()) : std::nullopt;
}

int load_severity(Decoder& in, const dsl::Plan& plan) {
  const std::int64_t severity = in.i64();
  if (severity < -1 || severity > plan.severities.highest()) in.fail();
  return in.failed() ? -1 : static_cast<int>(severity);
}

Change load_change(Decoder& in) {
  return static_cast<Change>(
      std::min<std::uint8_t>(in.u8(), static_cast<std::uint8_t>(Change::gap_over)));
}

}  // namespace tocsin::engine
