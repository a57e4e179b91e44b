#include "engine/change_measurement.hpp"

namespace tocsin::engine {

// Compared with a part of a window, everything has grown.
MonitorSamples ChangeMeasurement::sample(Instant tick) {
  auto samples = OwnMeasurement::sample(tick);
  for (auto& member : samples.members) {
    auto& sample = member.sample;
    if (sample.kind != SampleKind::value || sample.from - reach_ >= start_) continue;
    sample.kind = SampleKind::few;
    sample.reason = "what it was is not known";
    sample.value = sample.low = sample.high = kUnknown;
    sample.sure.clear();
  }
  return samples;
}

}  // namespace tocsin::engine
