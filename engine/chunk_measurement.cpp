#include "engine/chunk_measurement.hpp"

#include <algorithm>

namespace tocsin::engine {

ChunkMeasurement::ChunkMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
    : Measurement(monitor, stream, start),
      chunks_(stream.chunks(monitor.aggregates.front(), monitor.window.count, index_,
                            is_on_arrival())) {
  for (const auto& call : monitor.aggregates) stream.need(call, index_);
  if (monitor.label_measure) stream.keep_labels(shift_ + stream.model().schema.horizon);
}

evaluators::Value ChunkMeasurement::value_of(const dsl::AggregateCall& call,
                                             evaluators::Block& block,
                                             std::span<const std::uint32_t> rows,
                                             MemberId member) const {
  const auto aggregate = stream_.make(call, stream_.member_index(index_), member);
  aggregate->add(block, rows);
  return aggregate->value();
}

Part ChunkMeasurement::part_of(const dsl::AggregateCall& call, evaluators::Block& block,
                               MemberId member, Instant tick) const {
  const Bits& selected = block.selected(call);
  const Bits positive = monitor_.label_measure ? positive_labels(block, call) : Bits(block.rows());
  const auto& known = block.batch().label_known;
  std::vector<std::uint32_t> rows;
  Part part;
  for (std::uint32_t row = 0; row < block.rows(); ++row) {
    if (!selected[row]) continue;
    ++part.n;
    const bool is_labelled = monitor_.label_measure && known[row] <= tick;
    part.labels += is_labelled;
    part.positives += is_labelled && positive[row];
    if (is_labelled || !monitor_.label_measure) rows.push_back(row);
  }
  const bool answers_itself = call.def->make == nullptr;  // labelled
  part.is_empty = (answers_itself ? part.n : rows.size()) == 0 && !call.def->never_empty;
  if (!part.is_empty)
    part.value =
        answers_itself ? share_of(part.labels, part.n) : value_of(call, block, rows, member);
  return part;
}

Instant ChunkMeasurement::last_event(const Segment& segment) const {
  Instant last = kBeginning;
  for (const MemberId member : segment.members) last = std::max(last, chunks_.last_event(member));
  return last;
}

Sample ChunkMeasurement::sample_of(const Chunk& chunk, const Segment& segment, Instant tick) const {
  const Batch batch = gather(chunk.rows, stream_.needed());
  evaluators::Block block(batch, stream_.model().schema, 0, batch.rows);
  std::vector<Part> parts;
  for (const auto& call : monitor_.aggregates)
    parts.push_back(part_of(call, block, segment.members.front(), tick));
  Sample sample = judge_.judge(parts);
  const auto [first, last] = std::ranges::minmax(batch.time);
  sample.from = first;
  sample.to = last;
  sample.last_event = last_event(segment);
  return sample;
}

// Segments without a chunk at this tick have no sample, but the clock of `no data` runs on.
void ChunkMeasurement::add_waiting(const std::vector<Segment>& segments,
                                   const std::vector<bool>& has_sample,
                                   MonitorSamples& samples) const {
  for (std::size_t place = 0; place < segments.size(); ++place) {
    if (has_sample[place]) continue;
    const auto& segment = segments[place];
    Sample nothing;
    nothing.reason = "no data";
    nothing.last_event = last_event(segment);
    samples.members.push_back(
        {segment.text, segment.labels, segment.named, true, std::move(nothing)});
  }
}

MonitorSamples ChunkMeasurement::sample(Instant tick) {
  const Instant upto = tick - shift_;
  MonitorSamples samples;
  const auto& segments = segments_at(tick);
  std::vector<bool> has_sample(segments.size(), false);
  for (const auto& chunk : chunks_.take(upto, segments, segments_)) {
    const auto& segment = segments[chunk.place];
    has_sample[chunk.place] = true;
    samples.members.push_back(
        {segment.text, segment.labels, segment.named, false, sample_of(chunk, segment, tick)});
  }
  const Instant last = end_of_stream();
  samples.is_over = last != kForever && upto - monitor_.window.every >= last;
  if (!samples.is_over) add_waiting(segments, has_sample, samples);
  return samples;
}

}  // namespace tocsin::engine
