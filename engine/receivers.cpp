#include "engine/receivers.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"

namespace tocsin::engine {
namespace {

// After its first message a group collects further beginnings and ends for so long.
constexpr Duration kCollect = 5min;

constexpr std::string_view kEasedTo = "eased to ";

const std::string& name_of(const dsl::Plan& plan, int severity) {
  return plan.severities.names[static_cast<std::size_t>(severity)];
}

std::string key_of(const std::string& thread, std::uint64_t step) {
  return to_hex(hash128(fmt::format("{}/{}", thread, step)));
}

void bring_forward(std::optional<Instant>& due, Instant to) {
  due = due ? std::min(*due, to) : to;
}

}  // namespace

Receivers::Receivers(const dsl::Plan& plan) : plan_(plan) {}

void Receivers::update(const AlertNews& news, const AlertFacts& alert, Instant now) {
  const auto deliveries = route(alert);
  for (std::size_t channel = 0; channel < plan_.channels.size(); ++channel) {
    const auto delivery = deliveries.find(channel);
    const auto seen = where_.find({channel, news.ref});
    if (seen == where_.end()) {
      if (delivery != deliveries.end()) begin(channel, delivery->second, news, alert, now);
      continue;
    }
    const Key key{channel, seen->second};
    Group& group = groups_.at(key);
    if (delivery == deliveries.end())
      end(key, group, news, alert, now);
    else
      change(group, group.entries.at(news.ref), delivery->second, news, alert.severity, now);
  }
}

void Receivers::begin(std::size_t channel, const Delivery& delivery, const AlertNews& news,
                      const AlertFacts& alert, Instant now) {
  const std::string name = news.is_dark ? fact(alert, "model") + " no data"
                                        : group_key(alert, delivery.group_by);
  Group& group = groups_[{channel, name}];
  if (group.thread.empty())
    group.thread = to_hex(hash128(fmt::format("{}\n{}\n{}.{}.{}\n{}\n{}", plan_.channels[channel].name,
                                              name, news.id.package, news.id.model, news.id.monitor,
                                              news.id.segment, news.episode)));
  group.entries[news.ref] = Entry{.severity = alert.severity,
                                  .episode = news.episode,
                                  .change = news.change,
                                  .reason = std::string(news.reason),
                                  .delivery = delivery};
  where_[{channel, news.ref}] = name;
  if (group.step == 0) bring_forward(group.due, now + delivery.wait);
  else if (alert.severity > group.told_severity) group.due = now;
  else bring_forward(group.due, std::max(now, group.last_sent + kCollect));
}

void Receivers::change(Group& group, Entry& entry, const Delivery& delivery, const AlertNews& news,
                       int severity, Instant now) {
  const bool rises = severity > entry.severity;
  const bool eases = severity < entry.severity;
  const bool begins_again = !entry.is_alive;
  entry.is_alive = true;
  entry.severity = severity;
  entry.episode = news.episode;
  entry.change = news.change;
  entry.reason = news.reason;
  entry.delivery = delivery;
  if (!entry.is_told) bring_forward(group.due, now + delivery.wait);
  else if (severity > group.told_severity) group.due = now;
  else if (rises || begins_again) bring_forward(group.due, std::max(now, group.last_sent + kCollect));
  entry.is_news |= rises || begins_again;
  if (!eases) return;
  group.told_severity = -1;  // so that the next rise is news again
  for (const auto& [ref, e] : group.entries)
    if (e.is_alive && e.is_told) group.told_severity = std::max(group.told_severity, e.severity);
}

void Receivers::end(const Key& key, Group& group, const AlertNews& news, const AlertFacts& alert,
                    Instant now) {
  Entry& entry = group.entries.at(news.ref);
  if (!entry.is_alive) return;
  if (!entry.is_told) {
    group.entries.erase(news.ref);
    where_.erase({key.first, news.ref});
    if (group.entries.empty()) groups_.erase(key);
    return;
  }
  entry.is_alive = false;
  entry.is_news = true;
  entry.change = news.change;
  entry.reason = alert.severity < 0
                     ? std::string(news.reason)
                     : fmt::format("{}{}", kEasedTo, name_of(plan_, alert.severity));
  const bool is_last = std::none_of(group.entries.begin(), group.entries.end(),
                                    [](const auto& e) { return e.second.is_alive; });
  if (is_last) group.due = now;
  else bring_forward(group.due, std::max(now, group.last_sent + kCollect));
}

std::optional<Instant> Receivers::next_due() const {
  std::optional<Instant> next;
  for (const auto& [key, group] : groups_)
    if (group.due) bring_forward(next, *group.due);
  return next;
}

namespace {

bool is_end(const AlertLine& line) {
  return line.change == Change::resolved || line.change == Change::gap_over ||
         line.reason.starts_with(kEasedTo);
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

AlertLine Receivers::line(const AlertRef& ref, const Entry& entry, const LineOf& line_of) const {
  AlertLine line = line_of(ref);
  line.change = entry.change;
  line.reason = entry.reason;
  line.episode = entry.episode;
  line.severity = entry.severity;
  line.severity_name = name_of(plan_, entry.severity);
  return line;
}

// Nothing when there is only an end that nobody wants to hear of.
std::optional<Message> Receivers::compose(const Key& key, Group& group, Instant now,
                                          const LineOf& line_of) const {
  Message message;
  bool has_news = false, any_alive = false, all_quiet = true;
  for (const auto& [ref, entry] : group.entries) {
    message.alerts.push_back(line(ref, entry, line_of));
    has_news |= entry.is_news;
    any_alive |= entry.is_alive;
    all_quiet &= entry.delivery.quietly;
    if (entry.is_alive) message.severity = std::max(message.severity, entry.severity);
  }
  if (!any_alive && all_quiet) return std::nullopt;
  group.told_severity = message.severity;
  group.highest = std::max(group.highest, message.severity);
  if (!any_alive) message.severity = group.highest;
  message.kind = !any_alive        ? Message::Kind::end
                 : group.step == 0 ? Message::Kind::beginning
                 : has_news        ? Message::Kind::update
                                   : Message::Kind::repeat;
  message.severity_name = name_of(plan_, message.severity);
  message.severity_count = static_cast<int>(plan_.severities.names.size());
  message.channel = plan_.channels[key.first].name;
  message.group = key.second;
  message.thread = group.thread;
  message.step = group.step;
  message.key = key_of(group.thread, group.step);
  message.at = now;
  finish(message);
  return message;
}

// After a message: what is over is forgotten, what stands has been told, and a repeat falls due.
void Receivers::settle(const Key& key, Group& group) {
  std::optional<Duration> repeat;
  for (auto at = group.entries.begin(); at != group.entries.end();) {
    auto& [ref, entry] = *at;
    if (!entry.is_alive) {
      where_.erase({key.first, ref});
      at = group.entries.erase(at);
      continue;
    }
    entry.is_told = true;
    entry.is_news = false;
    if (const auto& wanted = entry.delivery.repeat)
      repeat = std::min(repeat.value_or(*wanted), *wanted);
    ++at;
  }
  if (repeat) group.due = group.last_sent + *repeat;
}

std::vector<Message> Receivers::flush(Instant now, const LineOf& line_of) {
  std::vector<Message> messages;
  for (auto at = groups_.begin(); at != groups_.end();) {
    auto& [key, group] = *at;
    if (group.due && *group.due <= now) {
      const Instant due = *std::exchange(group.due, std::nullopt);
      if (auto message = compose(key, group, due, line_of)) {
        messages.push_back(std::move(*message));
        ++group.step;
        group.last_sent = due;
      }
      settle(key, group);
    }
    at = group.entries.empty() ? groups_.erase(at) : std::next(at);
  }
  return messages;
}

namespace {

void save(Encoder& out, const AlertRef& ref) {
  out.u64(ref.monitor);
  out.text(ref.segment);
}

AlertRef load_ref(Decoder& in) {
  AlertRef ref;
  ref.monitor = in.u64();
  ref.segment = in.text();
  return ref;
}

void save(Encoder& out, const std::optional<std::int64_t>& value) {
  out.boolean(value.has_value());
  if (value) out.i64(*value);
}

std::optional<std::int64_t> load_optional(Decoder& in) {
  return in.boolean() ? std::optional(in.i64()) : std::nullopt;
}

void save(Encoder& out, const Delivery& delivery) {
  out.duration(delivery.wait);
  save(out, delivery.repeat ? std::optional(delivery.repeat->count()) : std::nullopt);
  out.boolean(delivery.quietly);
  out.u64(delivery.group_by.size());
  for (const auto& name : delivery.group_by) out.text(name);
}

Delivery load_delivery(Decoder& in) {
  Delivery delivery;
  delivery.wait = in.duration();
  if (const auto repeat = load_optional(in)) delivery.repeat = Duration(*repeat);
  delivery.quietly = in.boolean();
  for (std::size_t n = in.count(); n > 0; --n) delivery.group_by.push_back(in.text());
  return delivery;
}

}  // namespace

void Receivers::save(Encoder& out) const {
  out.u64(groups_.size());
  for (const auto& [key, group] : groups_) {
    out.u64(key.first);
    out.text(key.second);
    out.text(group.thread);
    out.u64(group.step);
    out.i64(group.told_severity);
    out.i64(group.highest);
    out.instant(group.last_sent);
    engine::save(out, group.due ? std::optional(group.due->time_since_epoch().count()) : std::nullopt);
    out.u64(group.entries.size());
    for (const auto& [ref, entry] : group.entries) {
      engine::save(out, ref);
      out.boolean(entry.is_alive);
      out.boolean(entry.is_told);
      out.boolean(entry.is_news);
      out.i64(entry.severity);
      out.u64(entry.episode);
      out.u8(static_cast<std::uint8_t>(entry.change));
      out.text(entry.reason);
      engine::save(out, entry.delivery);
    }
  }
}

Receivers::Entry Receivers::load_entry(Decoder& in) {
  Entry entry;
  entry.is_alive = in.boolean();
  entry.is_told = in.boolean();
  entry.is_news = in.boolean();
  entry.severity = static_cast<int>(in.i64());
  entry.episode = in.u64();
  entry.change = static_cast<Change>(in.u8());
  entry.reason = in.text();
  entry.delivery = load_delivery(in);
  return entry;
}

void Receivers::load(Decoder& in) {
  groups_.clear();
  where_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const std::size_t channel = in.u64();
    Key key{channel, in.text()};
    Group group;
    group.thread = in.text();
    group.step = in.u64();
    group.told_severity = static_cast<int>(in.i64());
    group.highest = static_cast<int>(in.i64());
    group.last_sent = in.instant();
    if (const auto due = load_optional(in)) group.due = Instant{Duration(*due)};
    for (std::size_t e = in.count(); e > 0 && !in.failed(); --e) {
      AlertRef ref = load_ref(in);
      where_[{channel, ref}] = key.second;
      group.entries[std::move(ref)] = load_entry(in);
    }
    groups_[std::move(key)] = std::move(group);
  }
}

}  // namespace tocsin::engine
