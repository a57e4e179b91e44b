#include "engine/receivers.hpp"

#include "base/hash.hpp"
#include "engine/message_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::engine {
namespace {

// One episode may reach a channel more than once, when it eases and rises again: hence the time.
std::string thread_of(const std::string& channel, const std::string& group, const AlertNews& news,
                      Instant now) {
  const auto& id = news.id;
  return to_hex(
      hash128(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", channel, group, id.package, id.model,
                          id.monitor, id.segment, news.episode, now.time_since_epoch().count())));
}

// What was held back is told as new, but who knows of it already hears how it has changed.
Change change_of(const AlertNews& news, int told, int severity) {
  if (news.change != Change::fired || told < 0) return news.change;
  return severity > told ? Change::escalated : Change::eased;
}

// The channel knows that it flaps, or will be told so next: nothing milder than that is news.
bool is_held_as_flapping(const ReceiverEntry& entry, const AlertNews& news, int severity) {
  return entry.is_alive && !entry.flapping.empty() && !news.flapping.empty() &&
         severity <= entry.severity;
}

}  // namespace

Receivers::Receivers(const dsl::Plan& plan) : plan_(plan), digests_(plan) {}

// The channels that hear of the alert, or did.
std::set<std::size_t> Receivers::concerned(const AlertRef& ref,
                                           const ChannelDeliveries& deliveries) const {
  std::set<std::size_t> channels;
  for (const auto& [channel, delivery] : deliveries) channels.insert(channel);
  for (auto at = where_.lower_bound({ref, 0}); at != where_.end() && at->first.first == ref; ++at)
    channels.insert(at->first.second);
  digests_.add_channels(ref, channels);
  return channels;
}

void Receivers::update(const AlertNews& news, const AlertFacts& alert,
                       const ChannelDeliveries& deliveries, Instant now) {
  for (const std::size_t channel : concerned(news.ref, deliveries)) {
    const auto delivery = deliveries.find(channel);
    if (news.is_held) {
      hold(channel, news, alert, deliveries, now);
      if (delivery == deliveries.end()) digests_.end(channel, news, alert, now);
    } else if (delivery == deliveries.end()) {
      end(channel, news, alert, now);
      digests_.end(channel, news, alert, now);
    } else if (delivery->second.digests.empty()) {
      digests_.leave(channel, news.ref);
      tell(channel, delivery->second, news, alert, now);
    } else {
      collect(channel, delivery->second, news, alert, now);
    }
  }
}

Receivers::Groups::iterator Receivers::find_group(std::size_t channel, const AlertRef& ref) {
  const auto where = where_.find({ref, channel});
  return where == where_.end() ? groups_.end() : groups_.find({channel, where->second});
}

// What was told at once so far ends at once.
void Receivers::collect(std::size_t channel, const Delivery& delivery, const AlertNews& news,
                        const AlertFacts& alert, Instant now) {
  const auto group = find_group(channel, news.ref);
  const bool is_known = group != groups_.end() && group->second.find(news.ref)->told >= 0;
  end(channel, news, alert, now);
  digests_.note(channel, delivery, news, alert, is_known, now);
}

// An alert stays in the group in which it began.
Receivers::Groups::iterator Receivers::group_for(std::size_t channel, const Delivery& delivery,
                                                 const AlertNews& news, const AlertFacts& alert,
                                                 Instant now) {
  const auto [name, is_new] = where_.try_emplace({news.ref, channel});
  if (is_new)
    name->second =
        news.is_dark ? fact(alert, "model") + " no data" : group_key(alert, delivery.group_by);
  const auto group = groups_.try_emplace({channel, name->second}).first;
  if (group->second.thread.empty())
    group->second.thread = thread_of(plan_.channels[channel].name, name->second, news, now);
  return group;
}

void Receivers::tell(std::size_t channel, const Delivery& delivery, const AlertNews& news,
                     const AlertFacts& alert, Instant now) {
  const auto at = group_for(channel, delivery, news, alert, now);
  ReceiverGroup& group = at->second;
  const auto* before = group.find(news.ref);
  ReceiverEntry entry = before == nullptr ? ReceiverEntry{.is_alive = false} : *before;
  if (is_held_as_flapping(entry, news, alert.severity)) {
    entry.flapping = news.flapping;
    return group.put(news.ref, std::move(entry));
  }
  const bool flapped = entry.is_alive && !entry.flapping.empty();
  if (!entry.is_alive || entry.severity != alert.severity)
    entry.change = change_of(news, entry.is_alive ? entry.told : -1, alert.severity);
  if (!entry.is_alive || entry.delivery.repeat != delivery.repeat) entry.since = now;
  entry.is_alive = true;
  entry.severity =
      news.flapping.empty() ? alert.severity : std::max(entry.severity, alert.severity);
  entry.told = std::min(entry.told, entry.severity);  // so that the next rise is news again
  entry.episode = news.episode;
  entry.reason = news.reason;
  entry.delivery = delivery;
  entry.flapping = news.flapping;
  if (flapped == news.flapping.empty()) entry.is_unsaid = true;
  const int told = group.told_severity();
  group.put(news.ref, entry);
  if (entry.is_news())
    group.announce(entry, told, now);
  else
    group.retract(now);
  touch(at->first);
}

// What nobody was told of, or nobody wants to hear the end of, is forgotten at once.
void Receivers::end(std::size_t channel, const AlertNews& news, const AlertFacts& alert,
                    Instant now) {
  const auto at = find_group(channel, news.ref);
  if (at == groups_.end()) return;
  ReceiverGroup& group = at->second;
  ReceiverEntry entry = *group.find(news.ref);
  if (!entry.is_alive) return;
  const bool is_known = entry.told >= 0 || !entry.flapping.empty();
  if (!news.flapping.empty() && is_known) return hold_end(at, news, std::move(entry), now);
  if (entry.told < 0 || entry.delivery.quietly) return forget(at, news.ref, now);
  entry.is_alive = false;
  entry.change = news.change;
  entry.reason = end_reason(plan_, entry.severity, alert.severity, news.reason);
  entry.flapping.clear();
  group.put(news.ref, std::move(entry));
  group.announce_end(now);
  touch(at->first);
}

// Of a flapping alert no end is told, but once that it flaps.
void Receivers::hold_end(Groups::iterator at, const AlertNews& news, ReceiverEntry entry,
                         Instant now) {
  auto& [key, group] = *at;
  const bool is_news = entry.flapping.empty();
  entry.flapping = news.flapping;
  entry.is_unsaid |= is_news;
  group.put(news.ref, entry);
  if (!is_news) return;
  group.announce(entry, group.told_severity(), now);
  touch(key);
}

// Who was told of the alert keeps what was told: it is not repeated, a rise waits until nothing
// holds the alert back, and what eases or ends goes on. Who was not told hears nothing.
void Receivers::hold(std::size_t channel, const AlertNews& news, const AlertFacts& alert,
                     const ChannelDeliveries& deliveries, Instant now) {
  const auto at = find_group(channel, news.ref);
  if (at == groups_.end()) return;
  ReceiverEntry entry = *at->second.find(news.ref);
  if (!entry.is_alive) return;
  if (entry.told < 0) return forget(at, news.ref, now);
  entry.severity = entry.told;
  entry.delivery.repeat.reset();
  at->second.put(news.ref, entry);
  at->second.retract(now);
  touch(at->first);
  if (alert.severity > entry.told) return;
  const auto found = deliveries.find(channel);
  if (found == deliveries.end() || !found->second.digests.empty())
    return end(channel, news, alert, now);
  Delivery delivery = found->second;
  delivery.repeat.reset();
  tell(channel, delivery, news, alert, now);
}

void Receivers::forget(Groups::iterator at, const AlertRef& ref, Instant now) {
  auto& [key, group] = *at;
  where_.erase({ref, key.first});
  group.erase(ref);
  group.retract(now);
  if (group.entries().empty())
    drop(at);
  else
    touch(key);
}

std::vector<Receivers::Known> Receivers::known_to(const AlertRef& ref) const {
  std::vector<Known> all;
  for (auto at = where_.lower_bound({ref, 0}); at != where_.end() && at->first.first == ref; ++at) {
    const std::size_t channel = at->first.second;
    const auto& group = groups_.at({channel, at->second});
    const auto& entry = *group.find(ref);
    all.push_back({channel, at->second, entry.told, entry.is_alive, group.last_sent(),
                   entry.delivery.repeat, group.due(), group.any_news(), at->second == kStorm});
  }
  return all;
}

}  // namespace tocsin::engine
