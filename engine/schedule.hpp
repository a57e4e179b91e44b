// Which monitors are due when. Pure arithmetic on the grid of ticks; nothing is ever late here.
#pragma once

#include "base/time.hpp"
#include "dsl/plan.hpp"

#include <optional>
#include <vector>

namespace tocsin::engine {

// How far the interval that a tick judges lies behind it: L, or L + H for labels that must mature.
// A batch is never late: it is judged when it was taken in, or H later.
Duration shift_of(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

// Some monitor of the model judges `over each batch`.
bool judges_batches(const dsl::Plan& plan, std::size_t model);

// The length of one aggregate's window: its own `over:`, else the monitor's.
Duration length_of(const dsl::AggregateCall& call, const dsl::MonitorPlan& monitor);
// How far before the end of the window the aggregates of a monitor look: the longest of them.
Duration reach_of(const dsl::MonitorPlan& monitor);

// The same, with as much past as there has to be: half of a rolling reference, 8 past readings.
Duration past_reach_of(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

// The rolling reference that a call compares with or is measured of; null: none.
const dsl::ReferencePlan* rolling_reference(const dsl::AggregateCall& call,
                                            const dsl::ModelPlan& model);

// The length of the window in time; 0 for windows that count events.
Duration window_of(const dsl::MonitorPlan& monitor);

// Where the interval begins that ends at `to`, of a window of time.
Instant window_begin(const dsl::MonitorPlan& monitor, Instant to);

// Intervals follow each other, and each is judged once: `over each D`, `over each day`.
bool is_tumbling(const dsl::MonitorPlan& monitor);

// The first tick of the monitor at or after `t`: multiples of `every` since the epoch; for windows
// that tumble the ends of the intervals, shifted as above.
Instant first_tick(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model, Instant t);

class Schedule {
 public:
  // Ticks from `start` on, `start` included. The plan outlives it.
  Schedule(const dsl::Plan& plan, Instant start);

  // The next instant at which any monitor is due.
  Instant next() const;
  // The monitors due at next(), ascending; moves on behind it.
  std::vector<std::size_t> take();
  // Moves on to the first ticks after `t`.
  void skip_to_after(Instant t);

 private:
  struct Beat {
    const dsl::MonitorPlan* monitor = nullptr;  // one of them
    const dsl::ModelPlan* model = nullptr;
    Instant next;
    std::vector<std::size_t> monitors;

    Duration rhythm() const;
    bool is_with(const Beat& other) const;
    Instant first_after(Instant t) const { return first_tick(*monitor, *model, t + Duration(1)); }
  };

  std::vector<Beat> beats_;  // one for each distinct rhythm and phase
};

}  // namespace tocsin::engine
