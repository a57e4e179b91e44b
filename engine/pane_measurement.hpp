// Windows of time: `over 10m` and `over each 1h`, put together from panes.
#pragma once

#include "engine/measurement.hpp"

#include <vector>

namespace tocsin::engine {

class PaneMeasurement final : public RowMeasurement {
 public:
  PaneMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start);
  MonitorSamples sample(Instant tick) override;

 private:
  // Where the rows of one aggregate of the measure are found.
  struct Source {
    const dsl::AggregateCall* call = nullptr;
    PaneStore* values = nullptr;  // null: of a reference
    bool is_labelled = false;     // these are labelled rows
    PaneStore* events =
        nullptr;  // of a label measure: all events, labelled or not; null: only labelled ones count
    PaneStore* realised = nullptr;  // of an estimate that takes labelled rows as they are
    const dsl::ReferencePlan* rolling = nullptr;  // what it compares with, or is measured of
  };
  // What the panes of a segment's window come to.
  struct Window {
    Cell values;
    Cell events;
    Instant last_event = kBeginning;
  };

  PaneGrid grid() const;
  Source source_of(const dsl::AggregateCall& call);
  StoreSpec spec_of(const dsl::AggregateCall& call) const;
  bool counts_all_events(const dsl::AggregateCall& call) const;
  Duration longer_at_most() const;
  Duration kept_for(const dsl::AggregateCall& call) const;
  bool is_over(Instant to) const;
  // Where the window of an aggregate begins that ends at `to`, before it is shifted by `ago:`.
  Instant begin_of(const dsl::AggregateCall& call, Instant to) const;
  static void add_realised(const Source& source, std::int64_t first, std::int64_t last,
                           MemberId member, Window& window);
  Window window_of(const Source& source, const Segment& segment, Instant to) const;
  Interval interval_of(const dsl::AggregateCall& call, Instant to) const;
  Interval past_of(const Source& source, Instant to) const;
  void keep_past(const Source& source);
  PaneStore* realised_of(const dsl::AggregateCall& call, StoreSpec spec);
  std::unique_ptr<evaluators::Aggregate> compared(const Source& source, const Segment& segment,
                                                  Instant tick);
  static std::uint64_t judged_by(const Source& source, const Window& window, const Part& part);
  Part part_of(const Source& source, const Segment& segment, Instant tick);
  evaluators::Value value_of(const Source& source, const Segment& segment, Window& window,
                             const Part& part, Instant tick, double level) const;
  evaluators::Value own_answer(const dsl::AggregateCall& call, const Window& window,
                               const Part& part, Instant tick, double level) const;
  void forget(Instant to);

  std::vector<Source> sources_;
};

}  // namespace tocsin::engine
