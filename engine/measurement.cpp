#include "engine/measurement.hpp"

#include "engine/chunk_measurement.hpp"
#include "engine/pane_measurement.hpp"

#include <algorithm>

namespace tocsin::engine {

const std::vector<Segment>& Measurement::segments_at(Instant tick) {
  const auto& segments = segments_.at(tick);
  auto& most = stream_.counts().members_beyond_limit;
  most = std::max<std::uint64_t>(most, segments_.beyond_limit());
  return segments;
}

std::unique_ptr<Measurement> make_measurement(const dsl::MonitorPlan& monitor, Stream& stream,
                                              Instant start) {
  if (monitor.window.kind == dsl::WindowKind::each_events)
    return std::make_unique<ChunkMeasurement>(monitor, stream, start);
  return std::make_unique<PaneMeasurement>(monitor, stream, start);
}

}  // namespace tocsin::engine
