#include "engine/watch.hpp"

#include <algorithm>

#include "engine/schedule.hpp"

namespace tocsin::engine {
namespace {

constexpr std::string_view kWarmingUp = "warming up";
constexpr std::string_view kRetired = "segment retired";

bool is_empty(const MemberSample& sample) { return sample.sample.kind == SampleKind::empty; }

}  // namespace

Watch::Watch(const dsl::Plan& plan, std::size_t monitor, Instant start)
    : plan_(plan.monitors[monitor]), monitor_(monitor), start_(start) {
  const auto& model = plan.models[plan_.model];
  warm_until_ = start + shift_of(plan_, model) + window_of(plan_);
  const bool speaks_for_all = !plan_.by.fields.empty() && !plan_.by.overall;
  if (speaks_for_all && plan_.no_data.policy == dsl::GapPolicy::alert) {
    silence_plan_ = plan_;
    silence_plan_->rungs.clear();
  }
}

TickContext Watch::context(Instant now) const {
  return {.now = now, .start = start_, .warm_until = warm_until_};
}

void Watch::move(const std::string& segment, Member& member, const dsl::MonitorPlan& plan,
                 const Sample& sample, const TickContext& context, std::vector<AlertStep>& steps) {
  AlertState after = advance(member.state, plan, sample, context);
  Step step = step_between(member.state, after);
  if (step.changed || after.reason != member.state.reason)
    steps.push_back({segment, member.state, after, step, sample, member.labels});
  member.state = std::move(after);
  member.last = sample;
}

void Watch::take(const MemberSample& sample, bool all_empty, Instant now,
                 std::vector<Reading>& readings, std::vector<AlertStep>& steps) {
  Member& member = members_[sample.segment];
  member.labels = sample.labels;
  member.named = sample.named;
  TickContext at = context(now);
  const bool told_for_all = all_empty && sample.segment != kOverall && !plan_.by.fields.empty();
  at.no_data_acts = (plan_.no_data.written || sample.named) && !told_for_all;
  Sample seen = sample.sample;
  if (seen.kind != SampleKind::value && is_warming_up(member.state, at)) {
    seen.warming_up = true;
    if (seen.kind == SampleKind::empty) seen.reason = kWarmingUp;
  }
  move(sample.segment, member, plan_, seen, at, steps);
  if (sample.gap_only) return;
  readings.push_back({.slot = now,
                      .monitor = static_cast<std::uint32_t>(monitor_),
                      .segment = sample.segment,
                      .sample = seen,
                      .phase = member.state.phase(),
                      .severity = member.state.severity});
}

// Without rungs a value does nothing but end the gap.
void Watch::judge_silence(const std::vector<MemberSample>& samples, bool all_empty, Instant now,
                          std::vector<AlertStep>& steps) {
  Sample seen;
  seen.kind = all_empty ? SampleKind::empty : SampleKind::value;
  seen.value = 0;
  for (const auto& sample : samples) {
    seen.last_event = std::max(seen.last_event, sample.sample.last_event);
    seen.from = sample.sample.from;
    seen.to = sample.sample.to;
  }
  if (all_empty) seen.value = kUnknown;
  move(kOverall, silence_, *silence_plan_, seen, context(now), steps);
}

void Watch::judge(const std::vector<MemberSample>& samples, Instant now,
                  std::vector<Reading>& readings, std::vector<AlertStep>& steps) {
  if (samples.empty()) return;
  const bool all_empty = std::all_of(samples.begin(), samples.end(), is_empty);
  for (const auto& sample : samples) take(sample, all_empty, now, readings, steps);
  if (silence_plan_) judge_silence(samples, all_empty, now, steps);
}

std::vector<std::string> Watch::retire(Instant now, std::vector<AlertStep>& steps) {
  std::vector<std::string> gone;
  for (auto at = members_.begin(); at != members_.end();) {
    auto& [segment, member] = *at;
    const bool is_still = member.last.kind == SampleKind::empty &&
                          now - std::max(member.state.last_event, start_) >= kDay &&
                          now - member.state.last_change >= kDay;
    if (member.named || !is_still) {
      ++at;
      continue;
    }
    if (member.state.severity >= 0) {
      AlertState after = member.state;
      after.severity = -1;
      after.reason = {};
      steps.push_back({segment, member.state, after, {true, Change::resolved, kRetired}, member.last, member.labels});
    }
    gone.push_back(segment);
    at = members_.erase(at);
  }
  return gone;
}

const Member* Watch::find(const std::string& segment) const {
  const auto at = members_.find(segment);
  if (at != members_.end()) return &at->second;
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
  save(out, member.state);
  const Sample& s = member.last;
  out.u8(static_cast<std::uint8_t>(s.kind));
  for (const double v : {s.value, s.low, s.high}) out.number(v);
  for (const std::uint64_t v : {s.n, s.labels, s.positives}) out.u64(v);
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
  member.state = load_alert(in, rungs);
  Sample& s = member.last;
  s.kind = static_cast<SampleKind>(std::min<std::uint8_t>(in.u8(), 2));
  for (double* v : {&s.value, &s.low, &s.high}) *v = in.number();
  for (std::uint64_t* v : {&s.n, &s.labels, &s.positives}) *v = in.u64();
  s.label_measure = in.boolean();
  s.warming_up = in.boolean();
  for (Instant* t : {&s.from, &s.to, &s.last_event}) *t = in.instant();
  return member;
}

}  // namespace

void Watch::save(Encoder& out) const {
  out.u64(members_.size());
  for (const auto& [segment, member] : members_) {
    out.text(segment);
    save_member(out, member);
  }
  if (silence_plan_) save_member(out, silence_);
}

void Watch::load(Decoder& in) {
  members_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const std::string segment = in.text();
    members_[segment] = load_member(in, plan_.rungs.size());
  }
  if (silence_plan_) silence_ = load_member(in, 0);
}

}  // namespace tocsin::engine
