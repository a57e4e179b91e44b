#include "engine/watch.hpp"

#include "engine/schedule.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

constexpr std::string_view kWarmingUp = "warming up";

// L + H + W, W with what is compared with it: how long after the start a first full window can
// exist. Labels take their time whether the window waits for them or takes them as they come.
Duration warming_time(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model) {
  if (monitor.window.kind == dsl::WindowKind::each_batch)
    return shift_of(monitor, model) + past_reach_of(monitor, model);
  const Duration horizon = monitor.label_measure ? model.schema.horizon : Duration{0};
  return model.lateness + horizon + past_reach_of(monitor, model);
}

}  // namespace

Watch::Watch(const dsl::Plan& plan, std::size_t monitor, Instant start)
    : plan_(plan.monitors[monitor]),
      monitor_(monitor),
      start_(start),
      warm_until_(start + warming_time(plan_, plan.models[plan_.model])) {
  const bool speaks_for_all = !plan_.by.fields.empty() && !plan_.by.overall;
  if (!speaks_for_all || plan_.no_data.policy != dsl::GapPolicy::alert) return;
  silence_plan_ = plan_;
  silence_plan_->rungs.clear();
}

void Watch::move(const std::string& segment, Member& member, const dsl::MonitorPlan& plan,
                 const Sample& sample, const TickContext& context, std::vector<AlertStep>& steps) {
  AlertState after = advance(member.state, plan, sample, context);
  Step step = step_between(member.state, after);
  const bool is_calm = member.state.flapping.is_on && !after.flapping.is_on;
  if (is_calm && !step.changed && after.severity < 0) step = {false, Change::resolved, kRecovered};
  if (step.changed || is_calm || after.reason != member.state.reason)
    steps.push_back({segment, member.state, after, step, sample, member.labels});
  member.state = std::move(after);
  if (context.is_sample || step.changed) member.last = sample;
}

// Between two chunks of events a segment is silent once its clock has run out, not before.
bool Watch::is_silent(const MemberSample& sample, Instant now) const {
  if (sample.sample.kind != SampleKind::empty) return false;
  return !sample.gap_only ||
         is_overdue(plan_.no_data, std::max(sample.sample.last_event, start_), now);
}

Member& Watch::member_of(const MemberSample& sample, Instant now) {
  const auto [at, is_new] = members_.try_emplace(sample.segment);
  Member& member = at->second;
  member.last_sampled = now;
  if (!is_new) return member;
  member.labels = sample.labels;
  member.named = sample.named;
  member.known = sample.named ? start_ : now;
  member.last_filled = now;
  if (const auto gone = gone_.find(sample.segment); gone != gone_.end()) {
    member.state.episode = gone->second.state.episode;
    gone_.erase(gone);
  }
  return member;
}

void Watch::take(const MemberSample& sample, bool all_silent, Instant now,
                 std::vector<Reading>& readings, std::vector<AlertStep>& steps) {
  Member& member = member_of(sample, now);
  const bool told_for_all = all_silent && !plan_.by.fields.empty() && sample.segment != kOverall;
  const TickContext at{.now = now,
                       .start = member.known,
                       .warm_until = warm_until_,
                       .no_data_acts = (plan_.no_data.written || sample.named) && !told_for_all,
                       .is_sample = !sample.gap_only};
  Sample seen = sample.sample;
  if (seen.n > 0) member.last_filled = now;
  if (sample.gap_only || plan_.raw)
    member.last_filled = std::max(member.last_filled, seen.last_event);
  if (seen.kind != SampleKind::value && is_warming_up(member.state, at)) {
    seen.warming_up = true;
    if (seen.kind == SampleKind::empty) seen.reason = kWarmingUp;
  }
  const AlertState before = member.state;
  move(sample.segment, member, plan_, seen, at, steps);
  if (sample.gap_only) return;
  const bool is_peak = has_new_peak(before, member.state);
  readings.push_back({.slot = now,
                      .monitor = static_cast<std::uint32_t>(monitor_),
                      .segment = sample.segment,
                      .sample = std::move(seen),
                      .phase = member.state.phase(),
                      .severity = member.state.severity,
                      .episode = member.state.episode,
                      .is_peak = is_peak});
}

// Without rungs a value does nothing but end the gap.
void Watch::judge_silence(const MonitorSamples& samples, bool all_silent, Instant now,
                          std::vector<AlertStep>& steps) {
  Sample seen;
  seen.kind = all_silent ? SampleKind::empty : SampleKind::value;
  if (!all_silent) seen.value = 0;
  for (const auto& member : samples.members) {
    seen.last_event = std::max(seen.last_event, member.sample.last_event);
    seen.from = member.sample.from;
    seen.to = member.sample.to;
  }
  const TickContext at{.now = now, .start = start_, .warm_until = warm_until_};
  move(kOverall, silence_, *silence_plan_, seen, at, steps);
}

void Watch::judge(const MonitorSamples& samples, Instant now, std::vector<Reading>& readings,
                  std::vector<AlertStep>& steps) {
  const auto& members = samples.members;
  const bool all_silent =
      !samples.is_over && std::all_of(members.begin(), members.end(),
                                      [&](const auto& member) { return is_silent(member, now); });
  for (const auto& sample : members) take(sample, all_silent, now, readings, steps);
  if (samples.is_over) return;
  if (silence_plan_) judge_silence(samples, all_silent, now, steps);
  forget_unplaced(now, steps);
}

Watch::Members::iterator Watch::forget(Members::iterator at, std::vector<AlertStep>& steps) {
  auto& [segment, member] = *at;
  if (member.state.severity >= 0 || member.state.flapping.is_on) {
    const AlertState before = member.state;
    member.state.severity = -1;
    member.state.reason = {};
    member.state.flapping = {};
    steps.push_back({segment,
                     before,
                     member.state,
                     {before.severity >= 0, Change::resolved, kRetired},
                     member.last,
                     member.labels});
  }
  if (member.state.episode > 0) gone_[segment] = std::move(member);
  return members_.erase(at);
}

void Watch::forget_unplaced(Instant now, std::vector<AlertStep>& steps) {
  for (auto at = members_.begin(); at != members_.end();)
    at = at->second.last_sampled == now ? std::next(at) : forget(at, steps);
}

std::vector<std::string> Watch::retire(Instant now, std::vector<AlertStep>& steps) {
  std::vector<std::string> gone;
  for (auto at = members_.begin(); at != members_.end();) {
    const auto& [segment, member] = *at;
    const bool is_still =
        now - member.last_filled >= kDay && now - member.state.last_change >= kDay;
    if (member.named || !is_still) {
      ++at;
      continue;
    }
    gone.push_back(segment);
    at = forget(at, steps);
  }
  return gone;
}

const Member* Watch::find(const std::string& segment) const {
  for (const auto* members : {&members_, &gone_})
    if (const auto at = members->find(segment); at != members->end()) return &at->second;
  return silence_plan_ && segment == kOverall ? &silence_ : nullptr;
}

namespace {

void save_member(Encoder& out, const Member& member) {
  out.u64(member.labels.size());
  for (const auto& [name, value] : member.labels) {
    out.text(name);
    out.text(value);
  }
  out.boolean(member.named);
  out.instant(member.known);
  out.instant(member.last_filled);
  save(out, member.state);
  const Sample& s = member.last;
  out.u8(static_cast<std::uint8_t>(s.kind));
  for (const double v : {s.value, s.low, s.high}) out.number(v);
  for (const std::uint64_t v : {s.n, s.labels, s.positives}) out.u64(v);
  out.u64(s.sure.size());
  for (const auto& sure : s.sure)
    for (const double v : {sure.level, sure.low, sure.high}) out.number(v);
  out.boolean(s.label_measure);
  out.boolean(s.warming_up);
  for (const Instant t : {s.from, s.to, s.last_event}) out.instant(t);
}

Member load_member(Decoder& in, std::size_t rungs) {
  Member member;
  for (std::size_t n = in.count(2); n > 0; --n) {
    std::string name = in.text();
    member.labels.emplace_back(std::move(name), in.text());
  }
  member.named = in.boolean();
  member.known = in.instant();
  member.last_filled = in.instant();
  member.state = load_alert(in, rungs);
  Sample& s = member.last;
  s.kind = static_cast<SampleKind>(std::min<std::uint8_t>(in.u8(), 2));
  for (double* v : {&s.value, &s.low, &s.high}) *v = in.number();
  for (std::uint64_t* v : {&s.n, &s.labels, &s.positives}) *v = in.u64();
  for (std::size_t n = in.count(3 * sizeof(double)); n > 0; --n) {
    auto& sure = s.sure.emplace_back();
    for (double* v : {&sure.level, &sure.low, &sure.high}) *v = in.number();
  }
  s.label_measure = in.boolean();
  s.warming_up = in.boolean();
  for (Instant* t : {&s.from, &s.to, &s.last_event}) *t = in.instant();
  return member;
}

}  // namespace

void Watch::save(Encoder& out) const {
  for (const auto* members : {&members_, &gone_}) {
    out.u64(members->size());
    for (const auto& [segment, member] : *members) {
      out.text(segment);
      save_member(out, member);
    }
  }
  if (silence_plan_) save_member(out, silence_);
}

void Watch::load(Decoder& in) {
  for (auto* members : {&members_, &gone_}) {
    members->clear();
    for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
      const std::string segment = in.text();
      (*members)[segment] = load_member(in, plan_.rungs.size());
    }
  }
  if (silence_plan_) silence_ = load_member(in, 0);
}

}  // namespace tocsin::engine
