// Decides what an alert does next: one alert is one monitor seen for one segment. Pure: no clock,
// no I/O, no locks.
#pragma once

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "base/reading.hpp"
#include "dsl/plan.hpp"
#include "engine/flapping.hpp"
#include "engine/rung.hpp"

#include <string_view>
#include <vector>

namespace tocsin::engine {

// Why an alert fires, and why it ended. States and news hold views of these texts and of no others.
inline constexpr std::string_view kBreach = "breach";
inline constexpr std::string_view kNoData = "no data";
inline constexpr std::string_view kTooFew = "too few";
inline constexpr std::string_view kRecovered = "recovered";
inline constexpr std::string_view kRetired = "segment retired";
inline constexpr std::string_view kPaused = "rule paused";

struct AlertState {
  std::vector<RungState> rungs;     // one a rung of the plan, mildest first
  bool no_data = false;             // extra rungs beside the ladder, for samples without a value:
  bool too_few = false;             // whether they fire (LANGUAGE 5.5)
  Instant last_tick = kBeginning;   // of the sample before; kBeginning: none yet
  Instant few_since = kBeginning;   // the clock of `too few`: last value, or end of warming up
  Instant last_event = kBeginning;  // event time of the last event that counted
  Instant last_change{};            // when a rung last changed, for retiring segments
  bool had_value = false;
  bool is_paused = false;  // `paused until`: rungs are idle, and readings go on

  int severity = -1;          // rank; -1: nothing fires
  std::uint64_t episode = 0;  // how often it has fired so far
  Instant episode_since{};    // when the present episode fired
  double peak = kUnknown;     // the worst value of the present episode
  std::string_view reason;    // of the present severity; empty when nothing fires
  Flapping flapping;

  AlertPhase phase() const;
};

// Where an alert stands in time: what it needs to know beside its own state.
struct TickContext {
  Instant now{};
  Instant start{};           // the first tick at which the engine knew the segment
  Instant warm_until{};      // when one full window can exist: gaps count from then on
  bool no_data_acts = true;  // false where a default policy meets a member that is not named in the
                             // rules, or where the gap is told for `overall`
  bool is_sample = true;     // false between two chunks of events: holds run on, nothing is judged
                             // but the clock of `no data`
};

// Whether `value` lies further on the bad side of the trigger than `than` does (NaN: it does).
bool is_worse(const dsl::Condition& trigger, double value, double than);
// Whether the step from `before` to `after` brought the worst value of the episode so far.
bool has_new_peak(const AlertState& before, const AlertState& after);

// The clock of `gap` has run out at `now`.
bool is_overdue(const dsl::GapPlan& gap, Instant since, Instant now);

// The state after one sample. `severity`, `reason`, `episode` and `peak` are up to date in it.
AlertState advance(AlertState state, const dsl::MonitorPlan& monitor, const Sample& sample,
                   const TickContext& context);

// The sample counts as warming up: no value yet, and no full window could exist.
bool is_warming_up(const AlertState& state, const TickContext& context);

// What one step means to people. Without a change of severity only `reason` speaks: that of
// `after`.
struct Step {
  bool changed = false;
  Change change = Change::fired;
  std::string_view reason;
};
Step step_between(const AlertState& before, const AlertState& after);

void save(Encoder& out, const AlertState& state);
AlertState load_alert(Decoder& in, std::size_t rungs);

}  // namespace tocsin::engine
