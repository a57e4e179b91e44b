#include "engine/digests.hpp"

#include "base/hash.hpp"
#include "base/time_of_day.hpp"
#include "engine/message_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {
namespace {

Instant next_of(const dsl::DigestPlan& digest, Instant from) {
  using Rhythm = dsl::DigestPlan::Rhythm;
  if (digest.rhythm == Rhythm::hourly) return std::chrono::ceil<std::chrono::hours>(from);
  const int weekday = digest.rhythm == Rhythm::weekly ? digest.weekday : 0;
  return next_shown(from, digest.time_of_day, weekday, digest.zone);
}

// A digest stands for itself: nothing follows it.
std::string thread_of(const std::string& channel, Instant at) {
  return to_hex(hash128(fmt::format("{}\ndigest\n{}", channel, at.time_since_epoch().count())));
}

}  // namespace

Instant next_digest(const dsl::Plan& plan, const std::vector<std::size_t>& routes, Instant from) {
  Instant next = kForever;
  for (const auto route : routes) next = std::min(next, next_of(*plan.routes[route].digest, from));
  return next;
}

void Digests::collect(const Key& key, Entry& entry, std::uint64_t& count, Instant now) {
  ++count;
  const Instant due = next_digest(plan_, entry.routes, now);
  if (entry.due && *entry.due <= due) return;
  if (entry.due) due_.erase({*entry.due, key.second, key.first});
  entry.due = due;
  due_.insert({due, key.second, key.first});
}

void Digests::note(std::size_t channel, const Delivery& delivery, const AlertNews& news,
                   const AlertFacts& alert, bool is_known, Instant now) {
  const Key key{news.ref, channel};
  const auto [at, is_new] = entries_.try_emplace(key);
  Entry& entry = at->second;
  const bool begins = is_new || !entry.is_alive;
  const bool rises = !begins && alert.severity > entry.severity;
  entry.is_alive = true;
  entry.severity = alert.severity;
  entry.episode = news.episode;
  entry.change = news.change;
  entry.reason = news.reason;
  entry.routes = delivery.digests;
  entry.quietly = delivery.quietly;
  if (begins && !is_known) collect(key, entry, entry.began, now);
  if (rises) collect(key, entry, entry.rose, now);
}

void Digests::end(std::size_t channel, const AlertNews& news, const AlertFacts& alert,
                  Instant now) {
  const Key key{news.ref, channel};
  const auto at = entries_.find(key);
  if (at == entries_.end() || !at->second.is_alive) return;
  Entry& entry = at->second;
  entry.is_alive = false;
  entry.change = news.change;
  entry.reason = end_reason(plan_, entry.severity, alert.severity, news.reason);
  if (!entry.quietly) collect(key, entry, entry.ended, now);
  if (!entry.due) forget(at);
}

void Digests::leave(std::size_t channel, const AlertRef& ref) {
  const auto at = entries_.find({ref, channel});
  if (at == entries_.end()) return;
  at->second.is_alive = false;
  if (!at->second.due) forget(at);
}

Digests::Entries::iterator Digests::forget(Entries::iterator at) {
  if (at->second.due) due_.erase({*at->second.due, at->first.second, at->first.first});
  return entries_.erase(at);
}

std::vector<Digests::Known> Digests::known_to(const AlertRef& ref) const {
  std::vector<Known> all;
  for (auto at = entries_.lower_bound({ref, 0}); at != entries_.end() && at->first.first == ref;
       ++at)
    all.push_back({at->first.second, at->second.is_alive, at->second.due});
  return all;
}

void Digests::add_channels(const AlertRef& ref, std::set<std::size_t>& channels) const {
  if (entries_.empty()) return;
  for (const auto& known : known_to(ref)) channels.insert(known.channel);
}

std::optional<Instant> Digests::next_due() const {
  return due_.empty() ? std::nullopt : std::optional(std::get<Instant>(*due_.begin()));
}

Message Digests::compose(std::size_t channel, Instant now, const std::vector<AlertRef>& refs,
                         const LineOf& line_of) {
  Message message = message_to(plan_, channel, now);
  message.kind = Message::Kind::digest;
  for (const auto& ref : refs) {
    const Entry& entry = entries_.at({ref, channel});
    AlertLine& line = message.alerts.emplace_back(line_of(ref));
    line.change = entry.change;
    line.reason = entry.reason;
    line.episode = entry.episode;
    line.severity = entry.severity;
    line.severity_name = severity_name(plan_, entry.severity);
    line.began = entry.began;
    line.rose = entry.rose;
    line.ended = entry.ended;
    message.severity = std::max(message.severity, entry.severity);
  }
  message.severity_name = severity_name(plan_, message.severity);
  message.group = "digest";
  message.thread = thread_of(message.channel, now);
  message.key = message_key(message.thread, 0);
  finish(message);
  return message;
}

void Digests::flush(Instant now, const LineOf& line_of, std::vector<Message>& messages) {
  std::map<std::size_t, std::vector<AlertRef>> leaving;
  for (; !due_.empty() && std::get<Instant>(*due_.begin()) <= now; due_.erase(due_.begin())) {
    const auto& [at, channel, ref] = *due_.begin();
    leaving[channel].push_back(ref);
  }
  for (const auto& [channel, refs] : leaving) {
    messages.push_back(compose(channel, now, refs, line_of));
    for (const auto& ref : refs) {
      const auto at = entries_.find({ref, channel});
      Entry& entry = at->second;
      entry.due.reset();
      entry.began = entry.rose = entry.ended = 0;
      if (!entry.is_alive) forget(at);
    }
  }
}

void Digests::save_entry(Encoder& out, const Entry& entry) {
  out.boolean(entry.is_alive);
  out.i64(entry.severity);
  out.u64(entry.episode);
  out.u8(static_cast<std::uint8_t>(entry.change));
  out.text(entry.reason);
  out.u64(entry.routes.size());
  for (const auto route : entry.routes) out.u64(route);
  out.boolean(entry.quietly);
  for (const auto n : {entry.began, entry.rose, entry.ended}) out.u64(n);
  engine::save(out, entry.due);
}

void Digests::save(Encoder& out) const {
  out.u64(entries_.size());
  for (const auto& [key, entry] : entries_) {
    out.u64(key.second);
    engine::save(out, key.first);
    save_entry(out, entry);
  }
}

Digests::Entry Digests::load_entry(Decoder& in) const {
  Entry entry;
  entry.is_alive = in.boolean();
  entry.severity = load_severity(in, plan_);
  entry.episode = in.u64();
  entry.change = load_change(in);
  entry.reason = in.text();
  for (std::size_t n = in.count(); n > 0; --n) entry.routes.push_back(in.u64());
  entry.quietly = in.boolean();
  for (auto* n : {&entry.began, &entry.rose, &entry.ended}) *n = in.u64();
  entry.due = load_instant(in);
  const auto is_digest = [&](std::size_t route) {
    return route < plan_.routes.size() && plan_.routes[route].digest.has_value();
  };
  if (entry.severity < 0 || !std::ranges::all_of(entry.routes, is_digest)) in.fail();
  return entry;
}

void Digests::load(Decoder& in) {
  entries_.clear();
  due_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const std::size_t channel = in.u64();
    AlertRef ref = load_ref(in, plan_);
    Entry entry = load_entry(in);
    if (channel >= plan_.channels.size()) in.fail();
    if (in.failed()) return;
    if (entry.due) due_.insert({*entry.due, channel, ref});
    entries_[{std::move(ref), channel}] = std::move(entry);
  }
}

}  // namespace tocsin::engine
