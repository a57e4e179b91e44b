#include "engine/alert.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::engine {
namespace {

constexpr std::string_view kBreach = "breach";
constexpr std::string_view kNoData = "no data";
constexpr std::string_view kTooFew = "too few";
constexpr std::string_view kRecovered = "recovered";

void ease_onto_pending(AlertState& state, const std::vector<RungState>& before, Instant now) {
  bool higher_ended = false;
  for (std::size_t i = state.rungs.size(); i-- > 0;) {
    if (higher_ended) state.rungs[i] = on_higher_ended(state.rungs[i], now);
    higher_ended |= before[i].is_active() && !state.rungs[i].is_active();
  }
}

void take_value(AlertState& state, const dsl::MonitorPlan& monitor, double value, Instant now) {
  const auto before = state.rungs;
  for (std::size_t i = 0; i < state.rungs.size(); ++i)
    state.rungs[i] = on_value(state.rungs[i], monitor.rungs[i], value, now);
  ease_onto_pending(state, before, now);
  state.no_data = state.too_few = {};
  state.had_value = true;
  state.last_value = state.few_since = now;
}

void rest(AlertState& state, Instant now) {
  for (auto& rung : state.rungs)
    if (rung.phase != RungPhase::idle) rung = RungState{.since = now};
  state.no_data = state.too_few = {};
}

// The gap's clock has run out: `after` later than `from`, judged at `now`.
bool is_overdue(const dsl::GapPlan& gap, Instant from, Instant now) {
  return gap.policy == dsl::GapPolicy::alert && now - from >= gap.after;
}

void age_gaps(AlertState& state, const dsl::MonitorPlan& monitor, const Sample& sample,
              const TickContext& context) {
  if (state.few_since == kBeginning) state.few_since = std::min(context.warm_until, context.now);
  const bool is_empty = sample.kind == SampleKind::empty;
  const Instant silent_since = std::max(state.last_event, context.start);
  if (is_empty && context.no_data_acts && is_overdue(monitor.no_data, silent_since, context.now))
    state.no_data.is_firing = true;
  if (!is_empty && is_overdue(monitor.too_few, state.few_since, context.now))
    state.too_few.is_firing = true;
}

void take_gap(AlertState& state, const dsl::MonitorPlan& monitor, const Sample& sample,
              const TickContext& context) {
  const auto& plan = sample.kind == SampleKind::empty ? monitor.no_data : monitor.too_few;
  if (plan.policy == dsl::GapPolicy::ok && !is_warming_up(state, context)) {
    rest(state, context.now);
    return;
  }
  if (state.last_tick != kBeginning)
    for (auto& rung : state.rungs) rung = on_gap(rung, context.now - state.last_tick);
  if (!is_warming_up(state, context)) age_gaps(state, monitor, sample, context);
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
  if (state.no_data.is_firing) raise(monitor.no_data.severity, kNoData);
  if (state.too_few.is_firing) raise(monitor.too_few.severity, kTooFew);
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

bool is_warming_up(const AlertState& state, const TickContext& context) {
  return !state.had_value && context.now < context.warm_until;
}

AlertState advance(AlertState state, const dsl::MonitorPlan& monitor, const Sample& sample,
                   const TickContext& context) {
  const AlertState before = state;
  state.rungs.resize(monitor.rungs.size());
  state.last_event = std::max(state.last_event, sample.last_event);
  if (sample.kind == SampleKind::value)
    take_value(state, monitor, sample.value, context.now);
  else
    take_gap(state, monitor, sample, context);
  settle_severity(state, monitor, sample, context.now);
  state.last_tick = context.now;
  if (state.rungs != before.rungs || state.severity != before.severity)
    state.last_change = context.now;
  return state;
}

Step step_between(const AlertState& before, const AlertState& after) {
  if (before.severity == after.severity) return {};
  const auto is_gap = [](const AlertState& s) { return s.severity >= 0 && s.reason != kBreach; };
  if (after.severity < 0)
    return {true, is_gap(before) ? Change::gap_over : Change::resolved, kRecovered};
  if (before.severity < 0)
    return {true, is_gap(after) ? Change::gap : Change::fired, after.reason};
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
  out.boolean(state.no_data.is_firing);
  out.boolean(state.too_few.is_firing);
  for (const Instant t : {state.last_tick, state.last_value, state.few_since, state.last_event,
                          state.last_change, state.episode_since})
    out.instant(t);
  out.boolean(state.had_value);
  out.i64(state.severity);
  out.u64(state.episode);
  out.number(state.peak);
  out.u8(index_of(state.reason));
}

AlertState load_alert(Decoder& in, std::size_t rungs) {
  AlertState state;
  for (std::size_t i = 0; i < rungs; ++i) state.rungs.push_back(load_rung(in));
  state.no_data.is_firing = in.boolean();
  state.too_few.is_firing = in.boolean();
  for (Instant* t : {&state.last_tick, &state.last_value, &state.few_since, &state.last_event,
                     &state.last_change, &state.episode_since})
    *t = in.instant();
  state.had_value = in.boolean();
  state.severity = static_cast<int>(in.i64());
  state.episode = in.u64();
  state.peak = in.number();
  state.reason = kReasons[std::min<std::size_t>(in.u8(), kReasons.size() - 1)];
  return state;
}

}  // namespace tocsin::engine
