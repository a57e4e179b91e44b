#include "engine/rung.hpp"

#include <algorithm>
#include <bit>

namespace tocsin::engine {
namespace {

constexpr std::uint32_t kMostSamples = 64;

bool is_back(const dsl::RungPlan& rung, double value, bool holds) {
  return rung.until_clear ? !holds : rung.until.holds(value);
}

RungState enter(RungState state, RungPhase phase, Instant now) {
  state.phase = phase;
  state.since = now;
  return state;
}

RungState remember(RungState state, bool holds) {
  state.samples = (state.samples << 1) | (holds ? 1 : 0);
  state.seen = std::min(state.seen + 1, kMostSamples);
  return state;
}

bool often_enough(const RungState& state, const dsl::RungPlan& rung) {
  const std::uint32_t of = std::min(rung.of_m, state.seen);
  const std::uint64_t mask = of >= kMostSamples ? ~std::uint64_t{0} : (std::uint64_t{1} << of) - 1;
  return static_cast<std::uint32_t>(std::popcount(state.samples & mask)) >= rung.of_n;
}

// Whether an idle or pending rung has had enough.
RungState rise(RungState state, const dsl::RungPlan& rung, bool holds, Instant now) {
  if (rung.of_m > 0)
    return holds && often_enough(state, rung) ? enter(state, RungPhase::firing, now) : state;
  if (!holds) return state.phase == RungPhase::idle ? state : enter(state, RungPhase::idle, now);
  if (state.phase == RungPhase::idle) state = enter(state, RungPhase::pending, now);
  return now - state.since >= rung.hold ? enter(state, RungPhase::firing, now) : state;
}

RungState fall(RungState state, const dsl::RungPlan& rung, bool back, Instant now) {
  if (!back)
    return state.phase == RungPhase::clearing ? enter(state, RungPhase::firing, now) : state;
  if (state.phase == RungPhase::firing) state = enter(state, RungPhase::clearing, now);
  return now - state.since >= rung.clear_hold ? enter(state, RungPhase::idle, now) : state;
}

}  // namespace

RungState on_value(RungState state, const dsl::RungPlan& rung, double value, Instant now) {
  const bool holds = rung.trigger.holds(value);
  if (rung.of_m > 0) state = remember(state, holds);
  return state.is_active() ? fall(state, rung, is_back(rung, value, holds), now)
                           : rise(state, rung, holds, now);
}

RungState on_gap(RungState state, Duration frozen) {
  if (state.phase == RungPhase::pending || state.phase == RungPhase::clearing)
    state.since += frozen;
  return state;
}

RungState on_higher_ended(RungState state, Instant now) {
  return state.phase == RungPhase::pending ? enter(state, RungPhase::firing, now) : state;
}

void save(Encoder& out, const RungState& state) {
  out.u8(static_cast<std::uint8_t>(state.phase));
  out.instant(state.since);
  out.u64(state.samples);
  out.u64(state.seen);
}

RungState load_rung(Decoder& in) {
  RungState state;
  state.phase = static_cast<RungPhase>(std::min<std::uint8_t>(in.u8(), 3));
  state.since = in.instant();
  state.samples = in.u64();
  state.seen = static_cast<std::uint32_t>(std::min<std::uint64_t>(in.u64(), kMostSamples));
  return state;
}

}  // namespace tocsin::engine
