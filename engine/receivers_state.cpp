// What the receivers remember, as bytes and back.
#include "engine/receivers.hpp"

namespace tocsin::engine {
namespace {

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
  out.instant(delivery.repeat_from);
}

Delivery load_delivery(Decoder& in) {
  Delivery delivery;
  delivery.wait = in.duration();
  if (const auto repeat = load_optional(in)) delivery.repeat = Duration(*repeat);
  delivery.quietly = in.boolean();
  for (std::size_t n = in.count(); n > 0; --n) delivery.group_by.push_back(in.text());
  delivery.repeat_from = in.instant();
  return delivery;
}

int load_severity(Decoder& in, int highest) {
  const std::int64_t severity = in.i64();
  if (severity < -1 || severity > highest) in.fail();
  return in.failed() ? -1 : static_cast<int>(severity);
}

}  // namespace

void Receivers::save(Encoder& out) const {
  out.u64(groups_.size());
  for (const auto& [key, group] : groups_) {
    out.u64(key.first);
    out.text(key.second);
    out.text(group.thread);
    out.u64(group.step);
    out.i64(group.highest);
    out.instant(group.last_sent);
    engine::save(out, group.news_due ? std::optional(group.news_due->time_since_epoch().count())
                                     : std::nullopt);
    out.u64(group.entries.size());
    for (const auto& [ref, entry] : group.entries) {
      out.u64(ref.monitor);
      out.text(ref.segment);
      out.boolean(entry.is_alive);
      out.i64(entry.told);
      out.i64(entry.severity);
      out.u64(entry.episode);
      out.u8(static_cast<std::uint8_t>(entry.change));
      out.text(entry.reason);
      engine::save(out, entry.delivery);
      out.instant(entry.since);
    }
  }
}

void Receivers::load_group(Decoder& in) {
  const int highest = plan_.severities.highest();
  const std::size_t channel = in.u64();
  Key key{channel, in.text()};
  Group group;
  group.thread = in.text();
  group.step = in.u64();
  group.highest = load_severity(in, highest);
  group.last_sent = in.instant();
  if (const auto due = load_optional(in)) group.news_due = Instant{Duration(*due)};
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    AlertRef ref;
    ref.monitor = in.u64();
    ref.segment = in.text();
    Entry entry;
    entry.is_alive = in.boolean();
    entry.told = load_severity(in, highest);
    entry.severity = load_severity(in, highest);
    entry.episode = in.u64();
    entry.change = static_cast<Change>(
        std::min<std::uint8_t>(in.u8(), static_cast<std::uint8_t>(Change::gap_over)));
    entry.reason = in.text();
    entry.delivery = load_delivery(in);
    entry.since = in.instant();
    if (ref.monitor >= plan_.monitors.size() || entry.severity < 0) in.fail();
    where_[{channel, ref}] = key.second;
    group.entries[std::move(ref)] = std::move(entry);
  }
  if (channel >= plan_.channels.size() || group.entries.empty()) return in.fail();
  groups_[std::move(key)] = std::move(group);
}

void Receivers::load(Decoder& in) {
  groups_.clear();
  where_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) load_group(in);
}

}  // namespace tocsin::engine
