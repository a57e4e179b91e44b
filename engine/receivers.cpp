#include "engine/receivers.hpp"

#include "base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::engine {
namespace {

// After its first message a group collects further beginnings and ends for so long.
constexpr Duration kCollect = 5min;

constexpr std::string_view kEasedTo = "eased to ";
constexpr std::string_view kEscalatedTo = "escalated to ";

const std::string& name_of(const dsl::Plan& plan, int severity) {
  return plan.severities.names[static_cast<std::size_t>(severity)];
}

void bring_forward(std::optional<Instant>& due, Instant to) { due = due ? std::min(*due, to) : to; }

// One episode may reach a channel more than once, when it eases and rises again: hence the time.
std::string thread_of(const std::string& channel, const std::string& group, const AlertNews& news,
                      Instant now) {
  const auto& id = news.id;
  return to_hex(
      hash128(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", channel, group, id.package, id.model,
                          id.monitor, id.segment, news.episode, now.time_since_epoch().count())));
}

std::string key_of(const std::string& thread, std::uint64_t step) {
  return to_hex(hash128(fmt::format("{}/{}", thread, step)));
}

// What was held back is told as new, but who knows of it already hears how it has changed.
Change change_of(const AlertNews& news, int told, int severity) {
  if (news.change != Change::fired || told < 0) return news.change;
  return severity > told ? Change::escalated : Change::eased;
}

bool is_end(const AlertLine& line) {
  return line.change == Change::resolved || line.change == Change::gap_over ||
         line.reason.starts_with(kEasedTo) || line.reason.starts_with(kEscalatedTo);
}

// Worst first, ended ones last; what the message says as a whole follows from its lines.
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

}  // namespace

bool Receivers::Group::any_alive() const {
  return std::ranges::any_of(entries, [](const auto& entry) { return entry.second.is_alive; });
}

bool Receivers::Group::any_news() const {
  return std::ranges::any_of(entries, [](const auto& entry) { return entry.second.is_news(); });
}

int Receivers::Group::told_severity() const {
  int told = -1;
  for (const auto& [ref, entry] : entries)
    if (entry.is_alive) told = std::max(told, entry.told);
  return told;
}

// News, or the repeat of what stands.
std::optional<Instant> Receivers::Group::due() const {
  std::optional<Instant> due = news_due;
  if (step == 0) return due;
  for (const auto& [ref, entry] : entries)
    if (entry.is_alive && entry.delivery.repeat)
      bring_forward(
          due, std::max(std::max(last_sent, entry.delivery.repeat_from) + *entry.delivery.repeat,
                        entry.since));
  return due;
}

Receivers::Receivers(const dsl::Plan& plan) : plan_(plan) {}

void Receivers::update(const AlertNews& news, const AlertFacts& alert,
                       const ChannelDeliveries& deliveries, Instant now) {
  for (std::size_t channel = 0; channel < plan_.channels.size(); ++channel) {
    const auto delivery = deliveries.find(channel);
    if (news.is_held)
      hold(channel, news, alert, deliveries, now);
    else if (delivery != deliveries.end())
      tell(channel, delivery->second, news, alert, now);
    else if (where_.contains({channel, news.ref}))
      end(channel, news, alert, now);
  }
}

// An alert stays in the group in which it began.
Receivers::Groups::iterator Receivers::group_for(std::size_t channel, const Delivery& delivery,
                                                 const AlertNews& news, const AlertFacts& alert,
                                                 Instant now) {
  const auto [name, is_new] = where_.try_emplace({channel, news.ref});
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
  Group& group = group_for(channel, delivery, news, alert, now)->second;
  const int told = group.told_severity();
  const bool is_new = !group.entries.contains(news.ref);
  Entry& entry = group.entries[news.ref];
  if (!entry.is_alive || entry.severity != alert.severity)
    entry.change = change_of(news, entry.is_alive ? entry.told : -1, alert.severity);
  if (is_new || !entry.is_alive || entry.delivery.repeat != delivery.repeat) entry.since = now;
  entry.is_alive = true;
  entry.severity = alert.severity;
  entry.told = std::min(entry.told, entry.severity);  // so that the next rise is news again
  entry.episode = news.episode;
  entry.reason = news.reason;
  entry.delivery = delivery;
  if (!entry.is_news()) {
    if (!group.any_news()) group.news_due.reset();
    return;
  }
  if (group.step == 0)
    bring_forward(group.news_due, now + delivery.wait);
  else if (entry.severity > told)
    group.news_due = now;
  else
    bring_forward(group.news_due, std::max(now, group.last_sent + kCollect));
}

// What nobody was told of, or nobody wants to hear the end of, is forgotten at once.
void Receivers::end(std::size_t channel, const AlertNews& news, const AlertFacts& alert,
                    Instant now) {
  const auto group = groups_.find({channel, where_.at({channel, news.ref})});
  Entry& entry = group->second.entries.at(news.ref);
  if (!entry.is_alive) return;
  if (entry.told < 0 || entry.delivery.quietly) return forget(group, news.ref, now);
  entry.is_alive = false;
  entry.change = news.change;
  entry.reason =
      alert.severity < 0
          ? std::string(news.reason)
          : fmt::format("{}{}", alert.severity < entry.severity ? kEasedTo : kEscalatedTo,
                        name_of(plan_, alert.severity));
  if (!group->second.any_alive())
    group->second.news_due = now;
  else
    bring_forward(group->second.news_due, std::max(now, group->second.last_sent + kCollect));
}

// Who was told of the alert keeps what was told: it is not repeated, a rise waits until nothing
// holds the alert back, and what eases or ends goes on. Who was not told hears nothing.
void Receivers::hold(std::size_t channel, const AlertNews& news, const AlertFacts& alert,
                     const ChannelDeliveries& deliveries, Instant now) {
  const auto name = where_.find({channel, news.ref});
  if (name == where_.end()) return;
  const auto group = groups_.find({channel, name->second});
  Entry& entry = group->second.entries.at(news.ref);
  if (!entry.is_alive) return;
  if (entry.told < 0) return forget(group, news.ref, now);
  entry.severity = entry.told;
  entry.delivery.repeat.reset();
  if (!group->second.any_news()) group->second.news_due.reset();
  if (alert.severity > entry.told) return;
  const auto found = deliveries.find(channel);
  if (found == deliveries.end()) return end(channel, news, alert, now);
  Delivery delivery = found->second;
  delivery.repeat.reset();
  tell(channel, delivery, news, alert, now);
}

void Receivers::forget(Groups::iterator at, const AlertRef& ref, Instant now) {
  auto& [key, group] = *at;
  where_.erase({key.first, ref});
  group.entries.erase(ref);
  if (!group.any_news())
    group.news_due.reset();
  else if (!group.any_alive())
    group.news_due = now;
  if (group.entries.empty()) groups_.erase(at);
}

std::optional<Instant> Receivers::next_due() const {
  std::optional<Instant> next;
  for (const auto& [key, group] : groups_)
    if (const auto due = group.due()) bring_forward(next, *due);
  return next;
}

AlertLine Receivers::line(const AlertRef& ref, const Entry& entry, const LineOf& line_of) const {
  AlertLine line = line_of(ref);
  line.change = entry.change;
  line.reason = entry.reason;
  line.episode = entry.episode;
  line.severity = entry.severity;
  line.severity_name = name_of(plan_, entry.severity);
  return line;
}

Message Receivers::compose(const Key& key, Group& group, Instant now, const LineOf& line_of) const {
  Message message;
  for (const auto& [ref, entry] : group.entries) {
    message.alerts.push_back(line(ref, entry, line_of));
    if (entry.is_alive) message.severity = std::max(message.severity, entry.severity);
  }
  group.highest = std::max(group.highest, message.severity);
  message.kind = !group.any_alive() ? Message::Kind::end
                 : group.step == 0  ? Message::Kind::beginning
                 : group.any_news() ? Message::Kind::update
                                    : Message::Kind::repeat;
  if (message.kind == Message::Kind::end) message.severity = group.highest;
  message.severity_name = name_of(plan_, message.severity);
  message.severity_count = static_cast<int>(plan_.severities.names.size());
  message.ladder = plan_.severities.names;
  message.default_severity = plan_.severities.default_rank;
  message.channel = plan_.channels[key.first].name;
  message.group = key.second;
  message.thread = group.thread;
  message.step = group.step;
  message.key = key_of(group.thread, group.step);
  message.at = now;
  finish(message);
  return message;
}

// After a message: what is over is forgotten, and what stands has been told.
void Receivers::settle(const Key& key, Group& group, Instant now) {
  ++group.step;
  group.last_sent = now;
  group.news_due.reset();
  for (auto at = group.entries.begin(); at != group.entries.end();) {
    auto& [ref, entry] = *at;
    entry.told = entry.severity;
    if (entry.is_alive)
      told_.push_back({now, key.first, ref});
    else
      where_.erase({key.first, ref});
    at = entry.is_alive ? std::next(at) : group.entries.erase(at);
  }
}

std::vector<Message> Receivers::flush(Instant now, const LineOf& line_of) {
  std::vector<Message> messages;
  for (auto at = groups_.begin(); at != groups_.end();) {
    auto& [key, group] = *at;
    if (const auto due = group.due(); due && *due <= now) {
      messages.push_back(compose(key, group, *due, line_of));
      settle(key, group, *due);
    }
    at = group.entries.empty() ? groups_.erase(at) : std::next(at);
  }
  return messages;
}

}  // namespace tocsin::engine
