#include "engine/alert.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::engine {
namespace {

void ease_onto_pending(AlertState& state, const std::vector<RungState>& before, Instant now) {
  bool higher_ended = false;
  for (std::size_t i = state.rungs.size(); i-- > 0;) {
    if (higher_ended) state.rungs[i] = on_higher_ended(state.rungs[i], now);
    higher_ended |= before[i].is_active() && !state.rungs[i].is_active();
  }
}

Duration step_to(const AlertState& state, Instant now) {
  return state.last_tick == kBeginning ? Duration{0} : now - state.last_tick;
}

void take_value(AlertState& state, const dsl::MonitorPlan& monitor, const Sample& sample,
                Instant now) {
  const auto before = state.rungs;
  const Duration step = step_to(state, now);
  for (std::size_t i = 0; i < state.rungs.size(); ++i)
    state.rungs[i] = on_value(state.rungs[i], monitor.rungs[i], sample, now, step);
  ease_onto_pending(state, before, now);
  state.no_data = state.too_few = false;
  state.had_value = true;
  state.few_since = now;
}

void rest(AlertState& state, Instant now) {
  for (auto& rung : state.rungs) rung = on_rest(std::move(rung), now);
  state.no_data = state.too_few = false;
}

void age_no_data(AlertState& state, const dsl::MonitorPlan& monitor, const TickContext& context) {
  const Instant silent_since = std::max(state.last_event, context.start);
  if (context.no_data_acts && is_overdue(monitor.no_data, silent_since, context.now))
    state.no_data = true;
}

// The clock runs through every gap, but only too few events can be told as too few.
void age_too_few(AlertState& state, const dsl::MonitorPlan& monitor, const Sample& sample,
                 const TickContext& context) {
  if (state.few_since == kBeginning)
    state.few_since = std::min(std::max(context.warm_until, context.start), context.now);
  if (sample.kind == SampleKind::few && is_overdue(monitor.too_few, state.few_since, context.now))
    state.too_few = true;
}

void freeze(AlertState& state, Instant now) {
  const Duration step = step_to(state, now);
  for (auto& rung : state.rungs) rung = on_gap(std::move(rung), step);
}

// Rungs are idle and begin anew; the clocks of gaps run on.
void pause(AlertState& state, const Sample& sample, Instant now) {
  rest(state, now);
  for (auto& rung : state.rungs) rung.held.clear();
  if (sample.kind != SampleKind::value) return;
  state.had_value = true;
  state.few_since = now;
}

bool is_paused(const dsl::MonitorPlan& monitor, Instant now) {
  return monitor.paused_until && now < *monitor.paused_until;
}

void take_gap(AlertState& state, const dsl::MonitorPlan& monitor, const Sample& sample,
              const TickContext& context) {
  const bool counts = !is_warming_up(state, context);
  const bool is_empty = sample.kind == SampleKind::empty;
  const auto& plan = is_empty ? monitor.no_data : monitor.too_few;
  const bool rests = counts && context.is_sample && plan.policy == dsl::GapPolicy::ok;
  if (rests) return rest(state, context.now);
  if (context.is_sample || state.no_data) freeze(state, context.now);
  if (!counts) return;
  if (is_empty) age_no_data(state, monitor, context);
  if (context.is_sample) age_too_few(state, monitor, sample, context);
}

struct Top {
  int severity = -1;
  std::string_view reason;
};

Top highest(const AlertState& state, const dsl::MonitorPlan& monitor) {
  Top top;
  const auto raise = [&](int severity, std::string_view reason) {
    if (severity > top.severity) top = {severity, reason};
  };
  for (std::size_t i = 0; i < state.rungs.size(); ++i)
    if (state.rungs[i].is_active()) raise(monitor.rungs[i].severity, kBreach);
  if (state.no_data) raise(monitor.no_data.severity, kNoData);
  if (state.too_few) raise(monitor.too_few.severity, kTooFew);
  return top;
}

// How far a value lies on the bad side of a trigger, so that the worst of an episode can be kept.
double badness(const dsl::Condition& trigger, double value) {
  using Kind = dsl::Condition::Kind;
  switch (trigger.kind) {
    case Kind::less:
    case Kind::less_equal: return -value;
    case Kind::outside: return std::max(value - trigger.high, trigger.low - value);
    case Kind::inside: return -std::abs(value - (trigger.low + trigger.high) / 2);
    case Kind::equal:
    case Kind::is_true:
    case Kind::is_false:
    case Kind::not_equal: return std::abs(value - trigger.low);
    case Kind::greater:
    case Kind::greater_equal: break;
  }
  return value;
}

void note_peak(AlertState& state, const dsl::MonitorPlan& monitor, const Sample& sample) {
  if (sample.kind != SampleKind::value || monitor.rungs.empty()) return;
  if (is_worse(monitor.rungs.front().trigger, sample.value, state.peak)) state.peak = sample.value;
}

// A rung entered another phase. That its clock froze, or that a value was remembered, is no change.
bool has_moved(const AlertState& before, const AlertState& after) {
  if (before.no_data != after.no_data || before.too_few != after.too_few) return true;
  return !std::ranges::equal(before.rungs, after.rungs, {}, &RungState::phase, &RungState::phase);
}

void settle_severity(AlertState& state, const dsl::MonitorPlan& monitor, const Sample& sample,
                     Instant now) {
  const Top top = highest(state, monitor);
  if (state.severity < 0 && top.severity >= 0) {
    ++state.episode;
    state.episode_since = now;
    state.peak = kUnknown;
  }
  state.severity = top.severity;
  state.reason = top.reason;
  if (state.severity >= 0) note_peak(state, monitor, sample);
}

}  // namespace

AlertPhase AlertState::phase() const {
  if (severity >= 0) return AlertPhase::firing;
  const bool waits = std::any_of(rungs.begin(), rungs.end(), [](const RungState& rung) {
    return rung.phase == RungPhase::pending;
  });
  return waits ? AlertPhase::pending : AlertPhase::ok;
}

bool is_worse(const dsl::Condition& trigger, double value, double than) {
  return std::isnan(than) || badness(trigger, value) > badness(trigger, than);
}

bool has_new_peak(const AlertState& before, const AlertState& after) {
  if (after.severity < 0 || std::isnan(after.peak)) return false;
  return before.episode != after.episode || before.peak != after.peak;
}

bool is_overdue(const dsl::GapPlan& gap, Instant since, Instant now) {
  return gap.policy == dsl::GapPolicy::alert && now - since >= gap.after;
}

bool is_warming_up(const AlertState& state, const TickContext& context) {
  return !state.had_value && context.now < context.warm_until;
}

AlertState advance(AlertState state, const dsl::MonitorPlan& monitor, const Sample& sample,
                   const TickContext& context) {
  state.rungs.resize(monitor.rungs.size());
  const AlertState before = state;
  state.last_event = std::max(state.last_event, sample.last_event);
  state.is_paused = is_paused(monitor, context.now);
  if (state.is_paused)
    pause(state, sample, context.now);
  else if (sample.kind == SampleKind::value)
    take_value(state, monitor, sample, context.now);
  else
    take_gap(state, monitor, sample, context);
  settle_severity(state, monitor, sample, context.now);
  const bool is_step = state.severity != before.severity;
  if (context.is_sample || is_step)
    state.flapping = after_sample(state.flapping, is_step, context.now);
  state.last_tick = context.now;
  if (has_moved(before, state)) state.last_change = context.now;
  return state;
}

Step step_between(const AlertState& before, const AlertState& after) {
  if (before.severity == after.severity) return {false, Change::fired, after.reason};
  const auto is_gap = [](const AlertState& s) { return s.severity >= 0 && s.reason != kBreach; };
  if (after.severity < 0 && after.is_paused) return {true, Change::resolved, kPaused};
  if (after.severity < 0)
    return {true, is_gap(before) ? Change::gap_over : Change::resolved, kRecovered};
  if (before.severity < 0) return {true, is_gap(after) ? Change::gap : Change::fired, after.reason};
  return {true, after.severity > before.severity ? Change::escalated : Change::eased, after.reason};
}

namespace {

constexpr std::array<std::string_view, 4> kReasons{"", kBreach, kNoData, kTooFew};

std::uint8_t index_of(std::string_view reason) {
  const auto at = std::find(kReasons.begin(), kReasons.end(), reason);
  return static_cast<std::uint8_t>(at == kReasons.end() ? 0 : at - kReasons.begin());
}

}  // namespace

void save(Encoder& out, const AlertState& state) {
  for (const auto& rung : state.rungs) save(out, rung);
  for (const bool flag : {state.no_data, state.too_few, state.had_value, state.is_paused})
    out.boolean(flag);
  for (const Instant t :
       {state.last_tick, state.few_since, state.last_event, state.last_change, state.episode_since})
    out.instant(t);
  out.i64(state.severity);
  out.u64(state.episode);
  out.number(state.peak);
  out.u8(index_of(state.reason));
  save(out, state.flapping);
}

AlertState load_alert(Decoder& in, std::size_t rungs) {
  AlertState state;
  for (std::size_t i = 0; i < rungs; ++i) state.rungs.push_back(load_rung(in));
  for (bool* flag : {&state.no_data, &state.too_few, &state.had_value, &state.is_paused})
    *flag = in.boolean();
  for (Instant* t : {&state.last_tick, &state.few_since, &state.last_event, &state.last_change,
                     &state.episode_since})
    *t = in.instant();
  state.severity = static_cast<int>(in.i64());
  state.episode = in.u64();
  state.peak = in.number();
  state.reason = kReasons[std::min<std::size_t>(in.u8(), kReasons.size() - 1)];
  state.flapping = load_flapping(in);
  return state;
}

}  // namespace tocsin::engine
