// Windows of events: `over each 5000 events`, and what `over 5000 events` shares with it.
#pragma once

#include "engine/gathered_measurement.hpp"

#include <vector>

namespace tocsin::engine {

class ChunkMeasurement : public GatheredMeasurement {
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
  void add_waiting(const std::vector<Segment>& segments, const std::vector<bool>& has_sample,
                   MonitorSamples& samples) const;
};

}  // namespace tocsin::engine
