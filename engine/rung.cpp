#include "engine/rung.hpp"

#include "engine/verdict.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

// Back on the good side of the trigger is what the value says, however sure the trigger must be.
Verdict back(const dsl::RungPlan& rung, const Sample& sample) {
  if (!rung.until_clear) return verdict_of(rung.until, sample);
  return rung.trigger.holds(sample.value) ? Verdict::no : Verdict::yes;
}

RungState enter(RungState state, RungPhase phase, Instant now) {
  state.phase = phase;
  state.since = now;
  return state;
}

void remember(std::vector<bool>& held, bool holds, std::size_t most) {
  held.push_back(holds);
  if (held.size() > most) held.erase(held.begin());
}

bool often_enough(const RungState& state, const dsl::RungPlan& rung) {
  return std::count(state.held.begin(), state.held.end(), true) >=
         static_cast<std::ptrdiff_t>(rung.of_n);
}

// Whether an idle or pending rung has had enough.
RungState rise(RungState state, const dsl::RungPlan& rung, bool holds, Instant now) {
  if (rung.of_m > 0)
    return holds && often_enough(state, rung) ? enter(std::move(state), RungPhase::firing, now)
                                              : state;
  if (!holds) return on_rest(std::move(state), now);
  if (state.phase == RungPhase::idle) state = enter(std::move(state), RungPhase::pending, now);
  return now - state.since >= rung.hold ? enter(std::move(state), RungPhase::firing, now) : state;
}

RungState fall(RungState state, const dsl::RungPlan& rung, bool is_back, Instant now) {
  if (!is_back)
    return state.phase == RungPhase::clearing ? enter(std::move(state), RungPhase::firing, now)
                                              : state;
  if (state.phase == RungPhase::firing) state = enter(std::move(state), RungPhase::clearing, now);
  return now - state.since >= rung.clear_hold ? enter(std::move(state), RungPhase::idle, now)
                                              : state;
}

}  // namespace

RungState on_value(RungState state, const dsl::RungPlan& rung, const Sample& sample, Instant now,
                   Duration step) {
  const Verdict bad = verdict_of(rung.trigger, sample);
  if (rung.of_m > 0) remember(state.held, bad == Verdict::yes, rung.of_m);
  const Verdict asked = state.is_active() ? back(rung, sample) : bad;
  if (asked == Verdict::uncertain) return on_gap(std::move(state), step);
  const bool holds = asked == Verdict::yes;
  return state.is_active() ? fall(std::move(state), rung, holds, now)
                           : rise(std::move(state), rung, holds, now);
}

RungState on_gap(RungState state, Duration frozen) {
  if (state.phase == RungPhase::pending || state.phase == RungPhase::clearing)
    state.since += frozen;
  return state;
}

RungState on_rest(RungState state, Instant now) {
  return state.phase == RungPhase::idle ? state : enter(std::move(state), RungPhase::idle, now);
}

RungState on_higher_ended(RungState state, Instant now) {
  return state.phase == RungPhase::pending ? enter(std::move(state), RungPhase::firing, now)
                                           : state;
}

void save(Encoder& out, const RungState& state) {
  out.u8(static_cast<std::uint8_t>(state.phase));
  out.instant(state.since);
  out.u64(state.held.size());
  for (const bool holds : state.held) out.boolean(holds);
}

RungState load_rung(Decoder& in) {
  RungState state;
  state.phase = static_cast<RungPhase>(std::min<std::uint8_t>(in.u8(), 3));
  state.since = in.instant();
  for (std::size_t n = in.count(); n > 0; --n) state.held.push_back(in.boolean());
  return state;
}

}  // namespace tocsin::engine
