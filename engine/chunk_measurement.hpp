// Windows of events: `over each 5000 events`, and what `over 5000 events` shares with it.
#pragma once

#include "engine/measurement.hpp"

#include <span>
#include <vector>

namespace tocsin::engine {

class ChunkMeasurement : public RowMeasurement {
 public:
  ChunkMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start);
  MonitorSamples sample(Instant tick) override;

 protected:
  bool is_over(Instant upto) const;
  // Of at least one row.
  Sample sample_of(const Chunk& chunk, const Segment& segment, Instant tick);
  Instant last_event(const Segment& segment) const;

  Chunks& chunks_;

 private:
  // A complete chunk on its way into parts.
  struct Rows {
    const Chunk& chunk;
    const Segment& segment;
    evaluators::Block& block;
    Instant tick;
  };

  Part part_of(const dsl::AggregateCall& call, const Rows& rows);
  void make_value(const dsl::AggregateCall& call, const Rows& rows,
                  std::span<const std::uint32_t> judged, Part& part) const;
  evaluators::Value own_answer(const dsl::AggregateCall& call, const Rows& rows, const Part& part,
                               double level) const;
  void add_waiting(const std::vector<Segment>& segments, const std::vector<bool>& has_sample,
                   MonitorSamples& samples) const;
};

}  // namespace tocsin::engine
