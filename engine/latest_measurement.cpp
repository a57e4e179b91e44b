#include "engine/latest_measurement.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {

LatestMeasurement::LatestMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
    : ChunkMeasurement(monitor, stream, start),
      // Labels come later than their rows, `silence` and rolling references go by the clock.
      changes_with_rows_only_(
          !monitor.label_measure && std::ranges::all_of(monitor.aggregates, [&](const auto& call) {
            return makes_aggregates(call) && rolling_reference(call, stream.model()) == nullptr;
          })) {}

// Fewer than N are too few, whatever they come to.
Sample LatestMeasurement::latest_of(const Chunk& chunk, const Segment& segment, Instant tick) {
  const auto known = known_.find(segment.text);
  if (!chunk.has_changed && known != known_.end()) return known->second;
  Sample sample = sample_of(chunk, segment, tick);
  const auto most = monitor_.window.count;
  if (chunk.rows.size() < most && sample.kind == SampleKind::value) {
    sample.kind = SampleKind::few;
    sample.reason = fmt::format("{} of {} events", chunk.rows.size(), most);
    sample.value = sample.low = sample.high = kUnknown;
    sample.sure.clear();
  }
  if (changes_with_rows_only_) known_[segment.text] = sample;
  return sample;
}

// Nothing to count is a number, but not one of N events.
Sample LatestMeasurement::sample_without(const Segment& segment) const {
  Sample sample;
  sample.label_measure = monitor_.label_measure;
  sample.last_event = last_event(segment);
  const bool never_empty = std::ranges::any_of(
      monitor_.aggregates, [](const auto& call) { return call.def->never_empty; });
  if (never_empty) sample.kind = SampleKind::few;
  sample.reason = never_empty ? fmt::format("0 of {} events", monitor_.window.count) : "no data";
  return sample;
}

MonitorSamples LatestMeasurement::sample(Instant tick) {
  const Instant upto = tick - shift_;
  MonitorSamples samples{.is_over = is_over(upto), .members = {}};
  if (samples.is_over) return samples;
  const auto& segments = segments_at(tick);
  const auto chunks = chunks_.take(upto, segments, segments_);
  auto chunk = chunks.begin();
  for (std::size_t place = 0; place < segments.size(); ++place) {
    const auto& segment = segments[place];
    const bool has_rows = chunk != chunks.end() && chunk->place == place;
    if (can_judge(segment)) {
      auto sample = has_rows ? latest_of(*chunk, segment, tick) : sample_without(segment);
      samples.members.push_back(
          {segment.text, segment.labels, segment.named, false, std::move(sample)});
    }
    if (has_rows) ++chunk;
  }
  return samples;
}

}  // namespace tocsin::engine
