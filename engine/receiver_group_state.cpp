// What a group of a receiver remembers, as bytes and back.
#include "engine/message_parts.hpp"
#include "engine/receiver_group.hpp"

namespace tocsin::engine {
namespace {

void save_delivery(Encoder& out, const Delivery& delivery) {
  out.duration(delivery.wait);
  out.boolean(delivery.repeat.has_value());
  if (delivery.repeat) out.duration(*delivery.repeat);
  out.boolean(delivery.quietly);
  out.u64(delivery.group_by.size());
  for (const auto& name : delivery.group_by) out.text(name);
  out.instant(delivery.repeat_from);
}

Delivery load_delivery(Decoder& in) {
  Delivery delivery;
  delivery.wait = in.duration();
  if (in.boolean()) delivery.repeat = in.duration();
  delivery.quietly = in.boolean();
  for (std::size_t n = in.count(); n > 0; --n) delivery.group_by.push_back(in.text());
  delivery.repeat_from = in.instant();
  return delivery;
}

void save_entry(Encoder& out, const ReceiverEntry& entry) {
  out.boolean(entry.is_alive);
  out.i64(entry.told);
  out.i64(entry.severity);
  out.u64(entry.episode);
  out.u8(static_cast<std::uint8_t>(entry.change));
  out.text(entry.reason);
  save_delivery(out, entry.delivery);
  out.instant(entry.since);
  out.text(entry.flapping);
  out.boolean(entry.is_unsaid);
}

ReceiverEntry load_entry(Decoder& in, const dsl::Plan& plan) {
  ReceiverEntry entry;
  entry.is_alive = in.boolean();
  entry.told = load_severity(in, plan);
  entry.severity = load_severity(in, plan);
  entry.episode = in.u64();
  entry.change = load_change(in);
  entry.reason = in.text();
  entry.delivery = load_delivery(in);
  entry.since = in.instant();
  entry.flapping = in.text();
  entry.is_unsaid = in.boolean();
  if (entry.severity < 0) in.fail();
  return entry;
}

}  // namespace

void ReceiverGroup::save(Encoder& out) const {
  out.text(thread);
  out.u64(step);
  out.i64(highest);
  out.u64(closes.size());
  for (const auto& closed : closes) out.text(closed);
  out.instant(last_sent_);
  engine::save(out, news_due_);
  out.u64(entries_.size());
  for (const auto& [ref, entry] : entries_) {
    engine::save(out, ref);
    save_entry(out, entry);
  }
}

ReceiverGroup ReceiverGroup::load(Decoder& in, const dsl::Plan& plan) {
  ReceiverGroup group(in.text());
  group.step = in.u64();
  group.highest = load_severity(in, plan);
  for (std::size_t n = in.count(); n > 0; --n) group.closes.push_back(in.text());
  group.last_sent_ = in.instant();
  group.news_due_ = load_instant(in);
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const AlertRef ref = load_ref(in, plan);
    group.put(ref, load_entry(in, plan));
  }
  if (group.entries_.empty()) in.fail();
  return group;
}

}  // namespace tocsin::engine
