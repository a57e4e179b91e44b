#include "engine/holding.hpp"

#include "dsl/selector.hpp"
#include "engine/mute_clock.hpp"
#include "engine/router.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

constexpr Duration kGrain = 1min;  // of the instants at which the clock lets something go

bool is_same(const HoldCause& a, const HoldCause& b) {
  return a.kind == b.kind && a.rule == b.rule && a.name == b.name;
}

bool is_any(const std::vector<Holding::Held>& held, const HoldCause& cause) {
  return std::ranges::any_of(held, [&](const auto& one) { return is_same(one.cause, cause); });
}

bool bears(const Labels& labels, const Labels& where) {
  return std::ranges::all_of(
      where, [&](const auto& label) { return std::ranges::count(labels, label) > 0; });
}

std::vector<std::vector<std::size_t>> by_monitor(const dsl::Plan& plan, const auto& rules) {
  std::vector<std::vector<std::size_t>> found(plan.monitors.size());
  for (std::size_t rule = 0; rule < rules.size(); ++rule)
    for (const auto monitor : rules[rule].monitors) found[monitor].push_back(rule);
  return found;
}

}  // namespace

Holding::Holding(const dsl::Plan& plan)
    : plan_(plan),
      suppressions_(plan),
      silences_of_(by_monitor(plan, plan.silences)),
      mutes_of_(by_monitor(plan, plan.mutes)),
      mutes_(plan.mutes.size()) {}

void Holding::add(const Silence& silence) {
  std::erase_if(commands_, [&](const auto& known) { return known.silence.id == silence.id; });
  const auto monitors = dsl::selected(plan_, silence.selector);
  commands_.push_back({silence, {monitors.begin(), monitors.end()}});
}

void Holding::silence(const Silence& silence, Instant now) {
  add(silence);
  is_moved_ = true;
  due_ = std::min(due_, ceil_to(now + Duration(1), kGrain));
}

std::optional<Instant> Holding::next_due() const {
  return firing_.empty() || due_ == kForever ? std::nullopt : std::optional(due_);
}

void Holding::tick(Instant now) {
  now_ = now;
  for (std::size_t i = 0; i < mutes_.size(); ++i) {
    auto& mute = mutes_[i];
    if (now < mute.until) continue;
    mute = {covers(plan_.mutes[i], now), next_change(plan_.mutes[i], now)};
  }
}

void Holding::update(const Alert& alert) {
  const auto at = firing_.find(alert.ref);
  is_moved_ = true;
  if (at != firing_.end()) {
    auto& before = at->second;
    suppressions_.move(alert.ref, before.alert.labels, before.alert.severity, -1);
    if (alert.severity < 0 || before.alert.episode != alert.episode) {
      if (!before.held.empty()) ended_.push_back(std::move(before));
      firing_.erase(at);
    }
  }
  suppressions_.move(alert.ref, alert.labels, -1, alert.severity);
  if (alert.severity >= 0) firing_[alert.ref].alert = alert;
}

bool Holding::is_on_trial(std::size_t monitor) const {
  const auto& until = plan_.monitors[monitor].trial_until;
  return until && now_ < *until;
}

AlertId Holding::id_of(const AlertRef& ref) const {
  const auto& monitor = plan_.monitors[ref.monitor];
  return {monitor.package, plan_.models[monitor.model].schema.model, monitor.name, ref.segment};
}

void Holding::add_suppressions(const Alert& alert, std::vector<HoldCause>& causes) const {
  for (const auto& source : suppressions_.sources_of(alert.ref, alert.labels, alert.severity)) {
    HoldCause cause{.kind = HoldKind::suppression, .rule = source.rule};
    cause.source = id_of(source.ref);
    cause.severity = source.severity;
    causes.push_back(std::move(cause));
  }
}

void Holding::add_silences(const Alert& alert, std::vector<HoldCause>& causes) const {
  const AlertFacts facts{plan_, plan_.monitors[alert.ref.monitor], alert.labels, alert.severity,
                         ""};
  for (const auto rule : silences_of_[alert.ref.monitor]) {
    const auto& silence = plan_.silences[rule];
    if (now_ < silence.from || now_ >= silence.to || !matches(silence.where, facts)) continue;
    causes.push_back({.kind = HoldKind::silence,
                      .rule = rule,
                      .by = silence.by,
                      .because = silence.because,
                      .until = silence.to});
  }
  for (const auto& [silence, monitors] : commands_) {
    const bool is_now = silence.from <= now_ && now_ < silence.to;
    if (!is_now || !monitors.contains(alert.ref.monitor) || !bears(alert.labels, silence.where))
      continue;
    causes.push_back({.kind = HoldKind::silence,
                      .name = silence.id,
                      .by = silence.by,
                      .because = silence.because,
                      .until = silence.to});
  }
}

void Holding::add_mutes(const Alert& alert, std::vector<HoldCause>& causes) const {
  for (const auto rule : mutes_of_[alert.ref.monitor]) {
    const auto& mute = plan_.mutes[rule];
    if (!mutes_[rule].covers || alert.severity > mute.up_to) continue;
    HoldCause cause{.kind = HoldKind::mute, .rule = rule, .name = mute.name};
    cause.because = mute.title;
    if (mutes_[rule].until != kForever) cause.until = mutes_[rule].until;
    causes.push_back(std::move(cause));
  }
}

std::vector<HoldCause> Holding::causes_of(const Alert& alert) const {
  std::vector<HoldCause> causes;
  if (alert.severity < 0) return causes;
  if (is_on_trial(alert.ref.monitor))
    causes.push_back(
        {.kind = HoldKind::trial, .until = plan_.monitors[alert.ref.monitor].trial_until});
  add_suppressions(alert, causes);
  add_silences(alert, causes);
  add_mutes(alert, causes);
  return causes;
}

std::vector<const Silence*> Holding::silences_of(std::size_t monitor) const {
  std::vector<const Silence*> found;
  for (const auto& command : commands_)
    if (command.monitors.contains(monitor)) found.push_back(&command.silence);
  return found;
}

bool Holding::was_held(const AlertRef& ref) const {
  const auto at = firing_.find(ref);
  return at != firing_.end() && !at->second.held.empty();
}

std::optional<AlertRef> Holding::suppressor_of(const Alert& alert) const {
  if (alert.severity < 0) return std::nullopt;
  const auto sources = suppressions_.sources_of(alert.ref, alert.labels, alert.severity);
  if (sources.empty()) return std::nullopt;
  return std::ranges::max_element(sources, {}, &Suppressions::Source::severity)->ref;
}

HeldBack Holding::over(const Firing& firing, const Held& held) const {
  const auto& alert = firing.alert;
  return {id_of(alert.ref), alert.episode, alert.severity, held.cause, held.from, now_};
}

// Whether something else holds the alert back than before.
bool Holding::compare(Firing& firing, std::vector<HeldBack>& records) const {
  const auto causes = causes_of(firing.alert);
  if (causes.empty() && firing.held.empty()) return false;
  const auto known = records.size();
  std::vector<Held> held;
  for (const auto& one : firing.held) {
    const auto same =
        std::ranges::find_if(causes, [&](const auto& cause) { return is_same(one.cause, cause); });
    if (same != causes.end()) held.push_back({*same, one.from});
    if (same != causes.end()) continue;
    records.push_back(over(firing, one));
    records.back().is_told_now = causes.empty();
  }
  for (const auto& cause : causes) {
    if (is_any(firing.held, cause)) continue;
    held.push_back({cause, now_});
    const auto& alert = firing.alert;
    records.push_back({id_of(alert.ref), alert.episode, alert.severity, cause, now_, {}});
  }
  firing.held = std::move(held);
  return records.size() > known;
}

std::vector<AlertRef> Holding::settle(std::vector<HeldBack>& records) {
  std::vector<AlertRef> turned;
  if (!is_moved_ && now_ < due_) return turned;
  for (const auto& firing : ended_)
    for (const auto& held : firing.held) records.push_back(over(firing, held));
  ended_.clear();
  for (auto& [ref, firing] : firing_)
    if (compare(firing, records)) turned.push_back(ref);
  std::erase_if(commands_, [&](const auto& command) { return command.silence.to <= now_; });
  is_moved_ = false;
  due_ = next_edge();
  return turned;
}

// The first whole minute at or behind which a silence, a mute or a trial turns over.
Instant Holding::next_edge() const {
  Instant edge = kForever;
  const auto add = [&](Instant at) {
    if (at > now_) edge = std::min(edge, at);
  };
  for (const auto& silence : plan_.silences) {
    add(silence.from);
    add(silence.to);
  }
  for (const auto& [silence, monitors] : commands_) {
    add(silence.from);
    add(silence.to);
  }
  for (const auto& mute : mutes_) add(mute.until);
  for (const auto& monitor : plan_.monitors)
    if (monitor.trial_until) add(*monitor.trial_until);
  return edge == kForever ? edge : ceil_to(edge, kGrain);
}

}  // namespace tocsin::engine
