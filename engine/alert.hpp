// Decides what an alert does next: one alert is one monitor seen for one segment. Pure: no clock,
// no I/O, no locks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "base/reading.hpp"
#include "dsl/plan.hpp"
#include "engine/rung.hpp"

namespace tocsin::engine {

// An extra rung beside the ladder, for samples without a value (LANGUAGE 5.5).
struct GapState {
  bool is_firing = false;
  bool operator==(const GapState&) const = default;
};

struct AlertState {
  std::vector<RungState> rungs;      // one a rung of the plan, mildest first
  GapState no_data, too_few;
  Instant last_tick = kBeginning;    // of the sample before; kBeginning: none yet
  Instant last_value = kBeginning;   // the last tick with a value
  Instant few_since = kBeginning;    // the clock of `too few`: last value, or end of warming up
  Instant last_event = kBeginning;   // event time of the last event that counted
  Instant last_change{};             // when a rung last changed, for retiring segments
  bool had_value = false;

  int severity = -1;                 // rank; -1: nothing fires
  std::uint64_t episode = 0;         // how often it has fired so far
  Instant episode_since{};           // when the present episode fired
  double peak = kUnknown;            // the worst value of the present episode
  std::string_view reason;           // of the present severity: breach, no data, too few

  AlertPhase phase() const;
};

// Where an alert stands in time: what it needs to know beside its own state.
struct TickContext {
  Instant now{};
  Instant start{};       // the first tick at which the engine knew the monitor
  Instant warm_until{};  // start + L + H + W
  bool no_data_acts = true;  // false where a default policy meets a member that is not named in the
                             // rules, or where the gap is told for `overall`
};

// Whether `value` lies further on the bad side of the trigger than `than` does (NaN: it does).
bool is_worse(const dsl::Condition& trigger, double value, double than);

// The state after one sample. `severity`, `reason`, `episode` and `peak` are up to date in it.
AlertState advance(AlertState state, const dsl::MonitorPlan& monitor, const Sample& sample,
                   const TickContext& context);

// The sample counts as warming up: no value yet, and no full window could exist.
bool is_warming_up(const AlertState& state, const TickContext& context);

// What one step means to people; nothing when the severity did not change.
struct Step {
  bool changed = false;
  Change change = Change::fired;
  std::string_view reason;
};
Step step_between(const AlertState& before, const AlertState& after);

void save(Encoder& out, const AlertState& state);
AlertState load_alert(Decoder& in, std::size_t rungs);

}  // namespace tocsin::engine
