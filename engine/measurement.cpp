#include "engine/measurement.hpp"

#include "engine/batch_measurement.hpp"
#include "engine/chunk_measurement.hpp"
#include "engine/column_measurement.hpp"
#include "engine/combined_measurement.hpp"
#include "engine/latest_measurement.hpp"
#include "engine/pane_measurement.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {

const std::vector<Segment>& RowMeasurement::segments_at(Instant tick) {
  const auto& segments = segments_.at(tick);
  auto& most = stream_.counts().members_beyond_limit;
  most = std::max<std::uint64_t>(most, segments_.beyond_limit());
  return segments;
}

bool RowMeasurement::can_judge(const Segment& segment) const {
  if (segment.members.size() == 1) return true;
  return std::ranges::none_of(monitor_.aggregates,
                              [](const auto& call) { return call.reference || call.on; });
}

const Part& RowMeasurement::part_of_reference(const dsl::AggregateCall& call,
                                              const Segment& segment) {
  const auto [known, is_new] = of_references_.try_emplace({&call, segment.text});
  auto& part = known->second;
  if (!is_new) return part;
  const auto aggregate =
      stream_.make_on_reference(call, stream_.member_index(index_), segment.members.front());
  part.is_empty = aggregate->judged() == 0 && !call.def->never_empty;
  judge_.ask(part, [&](double level) { return aggregate->value(level); });
  return part;
}

std::vector<std::uint32_t> RowMeasurement::known_rows(RollingRows::Span& span,
                                                      const dsl::AggregateCall& call,
                                                      const Segment& segment, Instant tick) {
  auto rows = span.counted(call, stream_.member_index(index_), segment.members.front());
  const auto& known = span.block().batch().label_known;
  if (monitor_.label_measure)
    std::erase_if(rows, [&](std::uint32_t row) { return known[row] > tick; });
  return rows;
}

std::string RowMeasurement::lack_of_past(const dsl::ReferencePlan& reference, const Interval& past,
                                         Instant tick) {
  const Instant first = span_of(past, tick).first();
  const bool is_filled = first != kForever && past.to - first >= reference.rolling / 2;
  return is_filled ? "" : fmt::format("less than half of `{}`", reference.name);
}

Part RowMeasurement::part_of_past(const dsl::AggregateCall& call,
                                  const dsl::ReferencePlan& reference, const Interval& past,
                                  const Segment& segment, Instant tick) {
  auto& span = span_of(past, tick);
  const auto aggregate = stream_.make(call, stream_.member_index(index_), segment.members.front());
  aggregate->add(span.block(), known_rows(span, call, segment, tick));
  Part part;
  part.is_empty = aggregate->judged() == 0 && !call.def->never_empty;
  part.lack = lack_of_past(reference, past, tick);
  if (part.lack.empty()) judge_.ask(part, [&](double level) { return aggregate->value(level); });
  return part;
}

Hit intake_of(const dsl::AggregateCall& call) {
  if (call.def->name == "malformed" && call.fields.empty()) return Hit::malformed;
  return call.def->name == "late" ? Hit::late : Hit::none;
}

bool counts_events(const dsl::AggregateCall& call) {
  return intake_of(call) == Hit::none && !labels_counted_by(call);
}

bool makes_aggregates(const dsl::AggregateCall& call) {
  return call.def->make != nullptr && intake_of(call) == Hit::none;
}

evaluators::Value per_second(evaluators::Value count, Duration time) {
  if (time <= Duration{0}) return {};
  const double seconds = std::chrono::duration<double>(time).count();
  for (double* v : {&count.value, &count.low, &count.high}) *v /= seconds;
  return count;
}

evaluators::Value time_since(Instant last_event, Instant tick, Instant start) {
  const Instant since = std::min(std::max(last_event, start), tick);
  return {.known = true, .value = static_cast<double>((tick - since).count())};
}

std::unique_ptr<Measurement> make_measurement(const dsl::MonitorPlan& monitor, Stream& stream,
                                              Instant start) {
  if (!monitor.columns.empty()) return std::make_unique<ColumnMeasurement>(monitor, stream, start);
  if (is_derived(monitor)) return make_derived(monitor, stream, start);
  if (monitor.window.kind == dsl::WindowKind::each_batch)
    return std::make_unique<BatchMeasurement>(monitor, stream, start);
  if (monitor.window.kind == dsl::WindowKind::each_events)
    return std::make_unique<ChunkMeasurement>(monitor, stream, start);
  if (monitor.window.kind == dsl::WindowKind::events)
    return std::make_unique<LatestMeasurement>(monitor, stream, start);
  return std::make_unique<PaneMeasurement>(monitor, stream, start);
}

}  // namespace tocsin::engine
