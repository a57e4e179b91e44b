// Windows of the latest events: `over 5000 events`.
#pragma once

#include "engine/chunk_measurement.hpp"

#include <map>
#include <string>

namespace tocsin::engine {

class LatestMeasurement final : public ChunkMeasurement {
 public:
  LatestMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start);
  MonitorSamples sample(Instant tick) override;

 private:
  Sample latest_of(const Chunk& chunk, const Segment& segment, Instant tick);
  Sample sample_without(const Segment& segment) const;

  bool changes_with_rows_only_ = false;
  std::map<std::string, Sample> known_;  // by segment, of rows that have not changed since
};

}  // namespace tocsin::engine
