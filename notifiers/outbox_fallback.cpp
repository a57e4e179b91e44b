#include "notifiers/outbox_fallback.hpp"

#include "base/counted.hpp"
#include "base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::notifiers {
namespace {

std::string hash_of(std::string_view what, std::string_view a, std::string_view b) {
  return to_hex(hash128(fmt::format("{}\n{}\n{}", what, a, b)));
}

// Both messages of an alarm have the thread, and differ in their step.
Message about(const std::string& fallback, const store::ChannelHealth& health,
              const Message& example, Instant now) {
  const auto since = format_utc(health.failing_since.value_or(now));
  Message message;
  message.channel = fallback;
  message.group = "tocsin.undelivered." + health.channel;
  message.thread = hash_of("undelivered", health.channel, since);
  message.at = now;
  message.severity = example.severity;
  message.severity_name = example.severity_name;
  message.severity_count = example.severity_count;
  message.default_severity = example.default_severity;
  message.model = "tocsin";
  AlertLine line;
  line.alert = {"", "tocsin", "undelivered", "channel=" + health.channel};
  line.episode = 1;
  line.kind = "service";
  line.title = fmt::format("The channel {} takes no messages", health.channel);
  line.severity = example.severity;
  line.severity_name = example.severity_name;
  line.labels = {{"channel", health.channel}};
  line.measure = "messages without a receipt";
  line.since = health.failing_since.value_or(now);
  message.alerts = {std::move(line)};
  return message;
}

}  // namespace

Message copy_for(const std::string& fallback, const Message& message, std::string_view why) {
  Message copy = message;
  copy.key = hash_of("copy", message.key, fallback);
  copy.thread = hash_of("copy", message.channel, message.thread);
  copy.channel = fallback;
  for (auto& line : copy.alerts) {
    const auto& title = line.title.empty() ? line.alert.monitor : line.title;
    line.title = fmt::format("[for {}] {}", message.channel, title);
    line.text = line.text.empty() ? std::string(why) : fmt::format("{} ({})", line.text, why);
  }
  return copy;
}

std::string why_failing(const store::ChannelHealth& health) {
  return fmt::format("{} has failed{}: {}", health.channel,
                     health.failing_since ? " since " + format_utc(*health.failing_since) : "",
                     health.answer);
}

Message alarm_about(const std::string& fallback, const store::ChannelHealth& health,
                    const std::vector<const Message*>& waiting, Instant now) {
  const auto worst = *std::ranges::max_element(
      waiting, {}, [](const Message* message) { return message->severity; });
  auto message = about(fallback, health, *worst, now);
  message.key = hash_of("undelivered begins", health.channel, message.thread);
  auto& line = message.alerts.front();
  line.change = Change::fired;
  line.reason = "breach";
  line.value = counted(waiting.size(), "message");
  line.n = waiting.size();
  line.text = why_failing(health) + (health.broken ? "; a person must mend how it is set up" : "");
  return message;
}

Message end_of_alarm(const std::string& fallback, const store::ChannelHealth& health,
                     const Message& last, Instant now) {
  auto message = about(fallback, health, last, now);
  message.key = hash_of("undelivered ends", health.channel, message.thread);
  message.kind = Message::Kind::end;
  message.step = 1;
  auto& line = message.alerts.front();
  line.change = Change::resolved;
  line.reason = "recovered";
  line.value = "delivered";
  return message;
}

}  // namespace tocsin::notifiers
