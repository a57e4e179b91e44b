#include "engine/chunk_measurement.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::engine {

ChunkMeasurement::ChunkMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
    : GatheredMeasurement(monitor, stream, start),
      chunks_(stream.chunks(monitor.aggregates.front(), monitor.window, index_)) {}

Instant ChunkMeasurement::last_event(const Segment& segment) const {
  Instant last = kBeginning;
  for (const MemberId member : segment.members) last = std::max(last, chunks_.last_event(member));
  return last;
}

Sample ChunkMeasurement::sample_of(const Chunk& chunk, const Segment& segment, Instant tick) {
  const Batch batch = gather(chunk.rows, stream_.needed());
  evaluators::Block block(batch, stream_.model().schema, 0, batch.rows);
  std::vector<std::uint32_t> all(batch.rows);
  std::iota(all.begin(), all.end(), 0);
  Sample sample =
      GatheredMeasurement::sample_of({block, chunk.rows, all, segment, tick, last_event(segment)});
  const auto [first, last] = std::ranges::minmax(batch.time);
  sample.from = first;
  sample.to = last;
  return sample;
}

// Segments without a chunk at this tick have no sample, but the clock of `no data` runs on.
void ChunkMeasurement::add_waiting(const std::vector<Segment>& segments,
                                   const std::vector<bool>& has_sample,
                                   MonitorSamples& samples) const {
  for (std::size_t place = 0; place < segments.size(); ++place) {
    const auto& segment = segments[place];
    if (has_sample[place] || !can_judge(segment)) continue;
    Sample nothing;
    nothing.reason = "no data";
    nothing.last_event = last_event(segment);
    samples.members.push_back(
        {segment.text, segment.labels, segment.named, true, std::move(nothing)});
  }
}

bool ChunkMeasurement::is_over(Instant upto) const {
  const Instant last = end_of_stream();
  return last != kForever && upto - monitor_.window.every >= last;
}

MonitorSamples ChunkMeasurement::sample(Instant tick) {
  const Instant upto = tick - shift_;
  MonitorSamples samples;
  const auto& segments = segments_at(tick);
  std::vector<bool> has_sample(segments.size(), false);
  for (const auto& chunk : chunks_.take(upto, segments, segments_)) {
    const auto& segment = segments[chunk.place];
    if (!can_judge(segment)) continue;
    has_sample[chunk.place] = true;
    samples.members.push_back(
        {segment.text, segment.labels, segment.named, false, sample_of(chunk, segment, tick)});
  }
  samples.is_over = is_over(upto);
  if (!samples.is_over) add_waiting(segments, has_sample, samples);
  return samples;
}

}  // namespace tocsin::engine
