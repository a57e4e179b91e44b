#include "engine/chunk_measurement.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

bool is_malformed(const RowRef& ref) {
  return std::ranges::any_of(ref.batch->columns,
                             [&](const Column& column) { return column.malformed[ref.row]; });
}

}  // namespace

ChunkMeasurement::ChunkMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
    : RowMeasurement(monitor, stream, start),
      chunks_(stream.chunks(monitor.aggregates.front(), monitor.window, index_)) {
  for (const auto& call : monitor.aggregates) stream.need(call, index_);
  if (monitor.label_measure) stream.keep_labels(label_reach());
}

// The rows lie in time as they come: a rate is theirs over the time from the first to the last.
void ChunkMeasurement::make_value(const dsl::AggregateCall& call, const Rows& rows,
                                  std::span<const std::uint32_t> judged, Part& part) const {
  const auto aggregate =
      stream_.make(call, stream_.member_index(index_), rows.segment.members.front());
  aggregate->add(rows.block, judged);
  part.is_empty = aggregate->judged() == 0 && !call.def->never_empty;
  const auto [first, last] = std::ranges::minmax(rows.block.batch().time);
  judge_.ask(part, [&](double level) {
    const auto value = aggregate->value(level);
    return call.def->per_second ? per_second(value, last - first) : value;
  });
}

evaluators::Value ChunkMeasurement::own_answer(const dsl::AggregateCall& call, const Rows& rows,
                                               const Part& part, double level) const {
  if (call.def->name == "labelled") return share_of(part.labels, part.n, level);
  if (call.def->name == "silence") return time_since(last_event(rows.segment), rows.tick, start_);
  return share_of(std::ranges::count_if(rows.chunk.rows, is_malformed), rows.chunk.rows.size(),
                  level);
}

Part ChunkMeasurement::part_of(const dsl::AggregateCall& call, const Rows& rows) {
  if (call.on) return part_of_reference(call, rows.segment);
  auto& block = rows.block;
  const Bits& selected = block.selected(call);
  const Bits positive = monitor_.label_measure ? positive_labels(block, call) : Bits(block.rows());
  const auto& known = block.batch().label_known;
  std::vector<std::uint32_t> judged;
  Part part;
  for (std::uint32_t row = 0; row < block.rows(); ++row) {
    if (!selected[row]) continue;
    ++part.n;
    const bool is_labelled = monitor_.label_measure && known[row] <= rows.tick;
    part.labels += is_labelled;
    part.positives += is_labelled && positive[row];
    if (is_labelled || !monitor_.label_measure) judged.push_back(row);
  }
  if (makes_aggregates(call)) {
    make_value(call, rows, judged, part);
    return part;
  }
  part.is_empty = part.n == 0 && !call.def->never_empty;
  if (part.is_empty) return part;
  judge_.ask(part, [&](double level) { return own_answer(call, rows, part, level); });
  return part;
}

Instant ChunkMeasurement::last_event(const Segment& segment) const {
  Instant last = kBeginning;
  for (const MemberId member : segment.members) last = std::max(last, chunks_.last_event(member));
  return last;
}

Sample ChunkMeasurement::sample_of(const Chunk& chunk, const Segment& segment, Instant tick) {
  const Batch batch = gather(chunk.rows, stream_.needed());
  evaluators::Block block(batch, stream_.model().schema, 0, batch.rows);
  std::vector<Part> parts;
  for (const auto& call : monitor_.aggregates)
    parts.push_back(part_of(call, {chunk, segment, block, tick}));
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
