// What is held back, as bytes and back.
#include "engine/holding.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

void save(Encoder& out, const Labels& labels) {
  out.u64(labels.size());
  for (const auto& [name, value] : labels) {
    out.text(name);
    out.text(value);
  }
}

Labels load_labels(Decoder& in) {
  Labels labels;
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    std::string name = in.text();
    labels.emplace_back(std::move(name), in.text());
  }
  return labels;
}

void save(Encoder& out, const AlertId& id) {
  for (const auto* part : {&id.package, &id.model, &id.monitor, &id.segment}) out.text(*part);
}

AlertId load_id(Decoder& in) {
  AlertId id;
  for (auto* part : {&id.package, &id.model, &id.monitor, &id.segment}) *part = in.text();
  return id;
}

void save(Encoder& out, const HoldCause& cause) {
  out.u8(static_cast<std::uint8_t>(cause.kind));
  out.u64(cause.rule);
  out.text(cause.name);
  save(out, cause.source);
  out.i64(cause.severity);
  out.text(cause.by);
  out.text(cause.because);
  out.boolean(cause.until.has_value());
  if (cause.until) out.instant(*cause.until);
}

HoldCause load_cause(Decoder& in) {
  HoldCause cause;
  const auto kind = in.u8();
  if (kind > static_cast<std::uint8_t>(HoldKind::mute)) in.fail();
  cause.kind = static_cast<HoldKind>(kind);
  cause.rule = in.u64();
  cause.name = in.text();
  cause.source = load_id(in);
  cause.severity = static_cast<int>(in.i64());
  cause.by = in.text();
  cause.because = in.text();
  if (in.boolean()) cause.until = in.instant();
  return cause;
}

void save(Encoder& out, const Silence& silence) {
  out.text(silence.id);
  out.text(silence.selector);
  save(out, silence.where);
  out.instant(silence.from);
  out.instant(silence.to);
  out.text(silence.because);
  out.text(silence.by);
}

Silence load_silence(Decoder& in) {
  Silence silence;
  silence.id = in.text();
  silence.selector = in.text();
  silence.where = load_labels(in);
  silence.from = in.instant();
  silence.to = in.instant();
  silence.because = in.text();
  silence.by = in.text();
  return silence;
}

Holding::Firing load_firing(Decoder& in, const dsl::Plan& plan) {
  Holding::Firing firing;
  auto& alert = firing.alert;
  alert.ref.monitor = in.u64();
  alert.ref.segment = in.text();
  alert.labels = load_labels(in);
  alert.episode = in.u64();
  const auto severity = in.i64();
  if (severity < 0 || severity > plan.severities.highest()) in.fail();
  if (alert.ref.monitor >= plan.monitors.size()) in.fail();
  alert.severity = in.failed() ? 0 : static_cast<int>(severity);
  for (std::size_t n = in.count(9); n > 0 && !in.failed(); --n) {
    auto cause = load_cause(in);
    firing.held.push_back({std::move(cause), in.instant()});
  }
  return firing;
}

}  // namespace

void Holding::save(Encoder& out) const {
  out.u64(commands_.size());
  for (const auto& command : commands_) engine::save(out, command.silence);
  out.u64(firing_.size());
  for (const auto& [ref, firing] : firing_) {
    out.u64(ref.monitor);
    out.text(ref.segment);
    engine::save(out, firing.alert.labels);
    out.u64(firing.alert.episode);
    out.i64(firing.alert.severity);
    out.u64(firing.held.size());
    for (const auto& [cause, from] : firing.held) {
      engine::save(out, cause);
      out.instant(from);
    }
  }
  out.instant(due_);
  out.boolean(is_moved_);
}

void Holding::load(Decoder& in) {
  for (const auto& [ref, firing] : firing_)
    suppressions_.move(ref, firing.alert.labels, firing.alert.severity, -1);
  firing_.clear();
  commands_.clear();
  for (std::size_t n = in.count(7); n > 0 && !in.failed(); --n) add(load_silence(in));
  for (std::size_t n = in.count(6); n > 0 && !in.failed(); --n) {
    auto firing = load_firing(in, plan_);
    if (in.failed()) return;
    const auto& alert = firing.alert;
    suppressions_.move(alert.ref, alert.labels, -1, alert.severity);
    firing_[alert.ref] = std::move(firing);
  }
  due_ = in.instant();
  is_moved_ = in.boolean();
}

}  // namespace tocsin::engine
