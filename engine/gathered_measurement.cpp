#include "engine/gathered_measurement.hpp"

#include "base/check.hpp"
#include "engine/newest.hpp"
#include "evaluators/ratio.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

bool is_malformed(const RowRef& ref) {
  return std::ranges::any_of(ref.batch->columns,
                             [&](const Column& column) { return column.malformed[ref.row]; });
}

// From the first to the last of the rows.
Duration extent_of(const std::vector<Instant>& times) {
  if (times.empty()) return Duration{0};
  const auto [first, last] = std::ranges::minmax(times);
  return last - first;
}

}  // namespace

GatheredMeasurement::GatheredMeasurement(const dsl::MonitorPlan& monitor, Stream& stream,
                                         Instant start)
    : RowMeasurement(monitor, stream, start) {
  for (const auto& call : monitor.aggregates) {
    stream.need(call, index_);
    if (const auto* rolling = rolling_reference(call, stream.model())) keep_past(call, *rolling);
    if (!call.realised) continue;
    stream.need(*call.realised, index_);
    stream.keep_labels(label_reach());
  }
  if (monitor.label_measure) stream.keep_labels(label_reach());
}

// It says how long ago: where a window of events begins is not known beforehand.
void GatheredMeasurement::keep_past(const dsl::AggregateCall& call,
                                    const dsl::ReferencePlan& reference) {
  TOCSIN_CHECK(reference.ago > Duration{0}, "the checker asks for `ago`");
  const Duration shift = is_on_arrival() ? stream_.model().lateness : shift_;
  stream_.keep_past(call, index_, shift + reference.ago + reference.rolling, Duration{0});
}

RowMeasurement::Interval GatheredMeasurement::past_of(const dsl::ReferencePlan& reference,
                                                      Instant tick) const {
  const Duration shift = is_on_arrival() ? stream_.model().lateness : shift_;
  const Instant end = tick - shift - reference.ago;
  return {end - reference.rolling, end};
}

// Empty, with what it compares with.
std::unique_ptr<evaluators::Aggregate> GatheredMeasurement::aggregate_of(
    const dsl::AggregateCall& call, const Rows& rows) const {
  auto* index = stream_.member_index(index_);
  const MemberId member = rows.segment.members.front();
  const auto* rolling = rolling_reference(call, stream_.model());
  if (rolling == nullptr) return stream_.make(call, index, member);
  const Interval past = past_of(*rolling, rows.tick);
  return stream_.make_against(call, stream_.past(past.from, past.to, rows.tick), index, member);
}

// Labelled rows are among the judged already.
void GatheredMeasurement::add_realised(const dsl::AggregateCall& call, const Rows& rows,
                                       std::span<const std::uint32_t> judged,
                                       evaluators::Aggregate& into) const {
  std::vector<std::uint32_t> labelled;
  for (const std::uint32_t row : judged)
    if (rows.block.batch().label_known[row] <= rows.tick) labelled.push_back(row);
  const auto realised =
      stream_.make(call, stream_.member_index(index_), rows.segment.members.front());
  realised->add(rows.block, labelled);
  into.merge(*realised);
}

// The rows lie in time as they come: a rate is theirs over the time from the first to the last.
void GatheredMeasurement::make_value(const dsl::AggregateCall& call, const Rows& rows,
                                     std::span<const std::uint32_t> judged, Part& part) {
  const auto aggregate = aggregate_of(call, rows);
  aggregate->add(rows.block, judged);
  if (call.realised) add_realised(*call.realised, rows, judged, *aggregate);
  part.is_empty = aggregate->judged() == 0 && !call.def->never_empty;
  if (const auto* rolling = rolling_reference(call, stream_.model()))
    part.lack = lack_of_past(*rolling, past_of(*rolling, rows.tick), rows.tick);
  if (!part.lack.empty()) return;
  const Duration extent = extent_of(rows.block.batch().time);
  judge_.ask(part, [&](double level) {
    const auto value = aggregate->value(level);
    return call.def->per_second ? per_second(value, extent) : value;
  });
}

std::uint64_t GatheredMeasurement::hits(const dsl::AggregateCall& call, const Rows& rows,
                                        std::span<const std::uint32_t> counted) const {
  const bool asks_late = intake_of(call) == Hit::late;
  const auto is_hit = [&](std::uint32_t row) {
    return asks_late ? is_late(rows.block.batch(), row, stream_.model().lateness)
                     : is_malformed(rows.refs[row]);
  };
  return static_cast<std::uint64_t>(std::ranges::count_if(counted, is_hit));
}

evaluators::Value GatheredMeasurement::own_answer(const dsl::AggregateCall& call, const Rows& rows,
                                                  std::span<const std::uint32_t> counted,
                                                  const Part& part, double level) const {
  if (call.def->name == "labelled") return evaluators::share_of(part.labels, part.n, level);
  if (call.def->name == "silence") return time_since(rows.last_event, rows.tick, start_);
  if (is_freshness(call))
    return time_since_newest(moments_of(rows.block, call).newest(counted), rows.tick, start_);
  const bool asks_all = intake_of(call) == Hit::malformed && !call.where;
  const std::uint64_t unreadable = asks_all ? rows.unreadable : 0;
  const std::uint64_t all = counted.size() + unreadable;
  if (all == 0) return {.known = true, .value = 0};
  return evaluators::share_of(hits(call, rows, counted) + unreadable, all, level);
}

Part GatheredMeasurement::part_of(const dsl::AggregateCall& call, const Rows& rows) {
  const auto* rolling = rolling_reference(call, stream_.model());
  if (call.on && rolling != nullptr)
    return part_of_past(call, *rolling, past_of(*rolling, rows.tick), rows.segment, rows.tick);
  if (call.on) return part_of_reference(call, rows.segment);
  auto& block = rows.block;
  const bool all_rows = intake_of(call) == Hit::malformed && !call.where;
  const auto counted =
      all_rows ? rows.own : counted_rows(block, rows.own, call, stream_.member_index(index_));
  const Bits positive = monitor_.label_measure ? positive_labels(block, call) : Bits(block.rows());
  const auto& known = block.batch().label_known;
  std::vector<std::uint32_t> judged;
  Part part{.n = counted.size()};
  for (const std::uint32_t row : counted) {
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
  judge_.ask(part, [&](double level) { return own_answer(call, rows, counted, part, level); });
  return part;
}

Sample GatheredMeasurement::sample_of(const Rows& rows) {
  std::vector<Part> parts;
  for (const auto& call : monitor_.aggregates) parts.push_back(part_of(call, rows));
  Sample sample = judge_.judge(parts);
  sample.last_event = rows.last_event;
  return sample;
}

}  // namespace tocsin::engine
