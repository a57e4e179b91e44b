// Which messages of the receivers leave, and when.
#include "base/hash.hpp"
#include "engine/message_parts.hpp"
#include "engine/receivers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {
namespace {

std::string thread_of_storm(const std::string& channel, Instant now) {
  return to_hex(
      hash128(fmt::format("{}\n{}\n{}", channel, kStorm, now.time_since_epoch().count())));
}

Message::Kind kind_of(const ReceiverGroup& group) {
  if (!group.any_alive()) return Message::Kind::end;
  if (!group.any_news()) return Message::Kind::repeat;
  return group.step == 0 ? Message::Kind::beginning : Message::Kind::update;
}

}  // namespace

void Receivers::refresh() {
  for (const auto& key : dirty_) {
    ReceiverGroup& group = groups_.at(key);
    if (group.scheduled) due_.erase({*group.scheduled, key});
    group.scheduled = group.due();
    if (group.scheduled) due_.insert({*group.scheduled, key});
  }
  dirty_.clear();
}

void Receivers::drop(Groups::iterator at) {
  if (at->second.scheduled) due_.erase({*at->second.scheduled, at->first});
  dirty_.erase(at->first);
  groups_.erase(at);
}

std::optional<Instant> Receivers::next_due() const {
  std::optional<Instant> next = digests_.next_due();
  const auto is_clean = [&](const auto& due) { return !dirty_.contains(due.second); };
  const auto first = std::ranges::find_if(due_, is_clean);
  if (first != due_.end()) bring_forward(next, first->first);
  for (const auto& key : dirty_)
    if (const auto due = groups_.at(key).due()) bring_forward(next, *due);
  return next;
}

AlertLine Receivers::line(const AlertRef& ref, const ReceiverEntry& entry,
                          const LineOf& line_of) const {
  AlertLine line = line_of(ref);
  line.change = entry.change;
  line.reason = entry.reason;
  line.episode = entry.episode;
  line.severity = entry.severity;
  line.severity_name = severity_name(plan_, entry.severity);
  line.flapping = entry.flapping;
  return line;
}

Message Receivers::compose(const Key& key, ReceiverGroup& group, Instant now,
                           const LineOf& line_of) const {
  Message message = message_to(plan_, key.first, now);
  for (const auto& [ref, entry] : group.entries()) {
    message.alerts.push_back(line(ref, entry, line_of));
    if (entry.is_alive) message.severity = std::max(message.severity, entry.severity);
  }
  group.highest = std::max(group.highest, message.severity);
  message.kind = kind_of(group);
  if (message.kind == Message::Kind::end) message.severity = group.highest;
  message.severity_name = severity_name(plan_, message.severity);
  message.group = key.second;
  message.thread = group.thread;
  message.step = group.step;
  message.key = message_key(group.thread, group.step);
  message.closes = group.closes;
  finish(message);
  return message;
}

bool Receivers::is_storm(const std::vector<Key>& leaving) const {
  std::size_t alerts = 0;
  for (const auto& key : leaving) alerts += groups_.at(key).spoken_of();
  return leaving.size() > 1 && alerts > kMostAlertsAtOnce;
}

// The group of a storm takes over all groups that would speak, and the threads of those that have
// spoken end with its message.
Receivers::Key Receivers::merge(std::size_t channel, const std::vector<Key>& leaving, Instant now) {
  Key storm{channel, std::string(kStorm)};
  const auto at = groups_.try_emplace(storm).first;
  ReceiverGroup& group = at->second;
  if (group.thread.empty()) group.thread = thread_of_storm(plan_.channels[channel].name, now);
  for (const auto& key : leaving) {
    if (key == storm) continue;
    const auto other = groups_.find(key);
    for (const auto& [ref, entry] : other->second.entries()) where_[{ref, channel}] = storm.second;
    group.absorb(std::move(other->second));
    drop(other);
  }
  return storm;
}

Message Receivers::send(const Key& key, Instant now, const LineOf& line_of) {
  const auto at = groups_.find(key);
  ReceiverGroup& group = at->second;
  Message message = compose(key, group, now, line_of);
  for (const auto& ref : group.settle(now)) where_.erase({ref, key.first});
  for (const auto& [ref, entry] : group.entries()) told_.push_back({now, key.first, ref});
  if (group.entries().empty())
    drop(at);
  else
    touch(key);
  return message;
}

std::vector<Message> Receivers::flush(Instant now, const LineOf& line_of) {
  refresh();
  std::map<std::size_t, std::vector<Key>> leaving;
  for (const auto& [due, key] : due_) {
    if (due > now) break;
    leaving[key.first].push_back(key);
  }
  std::vector<Message> messages;
  for (auto& [channel, keys] : leaving) {
    std::ranges::sort(keys);
    if (is_storm(keys)) keys = {merge(channel, keys, now)};
    for (const auto& key : keys) messages.push_back(send(key, now, line_of));
  }
  refresh();
  digests_.flush(now, line_of, messages);
  return messages;
}

}  // namespace tocsin::engine
