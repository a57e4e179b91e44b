#include "engine/batch_measurement.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::engine {

BatchMeasurement::BatchMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
    : GatheredMeasurement(monitor, stream, start),
      deliveries_(stream.deliveries()),
      reader_(deliveries_.reader(shift_)) {}

// By number of the segment: a row is its member's and, where it is asked for, that of `overall`.
std::vector<BatchMeasurement::RowNumbers> BatchMeasurement::rows_by_place(evaluators::Block& block,
                                                                          std::size_t places) {
  RowNumbers all(block.rows());
  std::iota(all.begin(), all.end(), 0);
  std::vector<RowNumbers> rows(places);
  if (MemberIndex* index = stream_.member_index(index_); index != nullptr) {
    const auto members = index->number(block, all);
    for (const std::uint32_t row : all)
      if (const auto place = segments_.place_of(members[row]); place != Segments::kNoPlace)
        rows[place].push_back(row);
  }
  if (const auto place = segments_.place_of(kAll); place != Segments::kNoPlace)
    rows[place] = std::move(all);
  return rows;
}

void BatchMeasurement::add_batch(Deliveries::Whole& batch, const std::vector<Segment>& segments,
                                 Instant tick, MonitorSamples& samples) {
  auto& block = batch.block(stream_.model().schema, stream_.needed(), tick);
  const auto rows = rows_by_place(block, segments.size());
  const auto& times = block.batch().time;
  const Instant to = times.empty() ? batch.delivery().at : *std::ranges::max_element(times);
  for (std::size_t place = 0; place < segments.size(); ++place) {
    const auto& segment = segments[place];
    if (!can_judge(segment)) continue;
    Instant last_event = kBeginning;
    for (const std::uint32_t row : rows[place]) last_event = std::max(last_event, times[row]);
    const bool is_all = segment.members.front() == kAll;
    Sample sample = sample_of({block, batch.rows(), rows[place], segment, tick, last_event,
                               is_all ? batch.delivery().unreadable : 0});
    sample.from = std::min(to, batch.oldest());
    sample.to = to;
    samples.members.push_back(
        {segment.text, segment.labels, segment.named, false, std::move(sample)});
  }
}

MonitorSamples BatchMeasurement::sample(Instant tick) {
  const auto due = deliveries_.due(reader_, tick);
  MonitorSamples samples;
  samples.is_between = due.empty();
  if (due.empty()) return samples;
  const auto& segments = segments_at(tick);
  for (auto* batch : due) add_batch(*batch, segments, tick, samples);
  return samples;
}

}  // namespace tocsin::engine
