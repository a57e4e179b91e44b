#include "tests/properties/slow_alert.hpp"

#include <algorithm>

namespace tocsin::test::slow {
namespace {

bool holds(const Threshold& threshold, double value) {
  switch (threshold.compare) {
    case Compare::greater: return value > threshold.low;
    case Compare::greater_equal: return value >= threshold.low;
    case Compare::less: return value < threshold.low;
    case Compare::less_equal: return value <= threshold.low;
    case Compare::outside: break;
  }
  return value < threshold.low || value > threshold.high;
}

}  // namespace

std::vector<Alert::Phase> Alert::phases() const {
  std::vector<Phase> phases;
  for (const auto& state : states_) phases.push_back(state.phase);
  return phases;
}

bool Alert::is_pending() const {
  return severity() < 0 && std::ranges::count(phases(), Phase::pending) > 0;
}

// LANGUAGE 5.4, row by row.
void Alert::step(State& state, const Rung& rung, double value, Instant now) {
  const bool bad = holds(rung.trigger, value);
  const bool good = rung.until ? holds(*rung.until, value) : !bad;
  state.held.push_back(bad);
  if (state.held.size() > rung.of_m) state.held.pop_front();
  const auto enough = std::ranges::count(state.held, true);
  switch (state.phase) {
    case Phase::idle:
      if (rung.of_m > 0) {
        if (bad && enough >= static_cast<std::ptrdiff_t>(rung.of_n))
          state = {Phase::firing, now, state.held};
      } else if (bad) {
        state = {rung.hold == Duration{0} ? Phase::firing : Phase::pending, now, {}};
      }
      return;
    case Phase::pending:
      if (!bad) state.phase = Phase::idle;
      if (bad && now - state.since >= rung.hold) state.phase = Phase::firing;
      return;
    case Phase::firing:
      if (good) {
        state.phase = rung.clear_hold == Duration{0} ? Phase::idle : Phase::clearing;
        state.since = now;
      }
      return;
    case Phase::clearing:
      if (!good) state.phase = Phase::firing;
      if (good && now - state.since >= rung.clear_hold) state.phase = Phase::idle;
      return;
  }
}

void Alert::take_value(double value, Instant now) {
  const auto before = phases();
  for (std::size_t i = 0; i < rungs_.size(); ++i) step(states_[i], rungs_[i], value, now);
  for (std::size_t high = 0; high < rungs_.size(); ++high) {
    const bool fired = before[high] == Phase::firing || before[high] == Phase::clearing;
    if (!fired || states_[high].phase != Phase::idle) continue;
    for (std::size_t low = 0; low < high; ++low)
      if (states_[low].phase == Phase::pending) states_[low].phase = Phase::firing;
  }
  no_data_ = too_few_ = false;
  last_value_ = now;
}

// LANGUAGE 5.5. A gap counts once a value was seen or a full window could have been.
void Alert::take_gap(const Seen& seen, bool acts, Instant now) {
  const bool counts = !is_warming_up(now);
  const Gap& gap = seen.kind == Kind::empty ? monitor_->no_data : monitor_->too_few;
  if (counts && seen.is_sample && gap.policy == Policy::ok) {
    for (auto& state : states_) state.phase = Phase::idle;
    no_data_ = too_few_ = false;
    return;
  }
  if (last_tick_ && (seen.is_sample || no_data_))
    for (auto& state : states_)
      if (state.phase == Phase::pending || state.phase == Phase::clearing)
        state.since += now - *last_tick_;
  if (!counts || gap.policy != Policy::alert) return;
  if (seen.kind == Kind::empty)
    no_data_ = no_data_ || (acts && now - std::max(last_event_, known_) >= gap.after);
  else
    too_few_ = too_few_ || now - last_value_.value_or(std::max(warm_until_, known_)) >= gap.after;
}

void Alert::take(const Seen& seen, bool acts, Instant now) {
  const auto before = phases();
  const auto gaps_before = std::pair(no_data_, too_few_);
  last_event_ = std::max(last_event_, seen.last_event);
  if (seen.kind == Kind::value)
    take_value(seen.value, now);
  else
    take_gap(seen, acts, now);
  last_tick_ = now;
  if (before != phases() || gaps_before != std::pair(no_data_, too_few_)) last_change_ = now;
  top_ = {-1, ""};
  for (std::size_t i = 0; i < rungs_.size(); ++i)
    if (states_[i].phase == Phase::firing || states_[i].phase == Phase::clearing)
      top_ = {rungs_[i].severity, "breach"};
  if (no_data_ && monitor_->no_data.severity > top_.first)
    top_ = {monitor_->no_data.severity, "no data"};
  if (too_few_ && monitor_->too_few.severity > top_.first)
    top_ = {monitor_->too_few.severity, "too few"};
}

}  // namespace tocsin::test::slow
