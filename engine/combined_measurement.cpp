#include "engine/combined_measurement.hpp"

#include "engine/across_measurement.hpp"
#include "engine/change_measurement.hpp"
#include "engine/detector_measurement.hpp"
#include "engine/history_measurement.hpp"
#include "engine/own_measurement.hpp"
#include "evaluators/past.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

Part part_of(const Sample& sample) {
  Part part{.is_empty = sample.kind == SampleKind::empty,
            .n = sample.n,
            .labels = sample.labels,
            .positives = sample.positives,
            .last_event = sample.last_event};
  if (sample.kind == SampleKind::few) part.lack = sample.reason;
  if (sample.kind != SampleKind::value) return part;
  part.value = {.known = true, .value = sample.value, .low = sample.low, .high = sample.high};
  for (const auto& sure : sample.sure)
    part.sure.push_back({.known = true, .value = sample.value, .low = sure.low, .high = sure.high});
  return part;
}

// What another part shows of the same segment: of several chunks at one tick, of the same one.
const Sample* same_of(const MonitorSamples& part, const std::vector<MemberSample>& first,
                      std::size_t number) {
  const auto& segment = first[number].segment;
  if (number < part.members.size() && part.members[number].segment == segment)
    return &part.members[number].sample;
  auto nth = std::count_if(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(number),
                           [&](const auto& member) { return member.segment == segment; });
  for (const auto& member : part.members)
    if (member.segment == segment && nth-- == 0) return &member.sample;
  return nullptr;
}

std::unique_ptr<Measurement> make_part(const dsl::MonitorPlan& monitor,
                                       const dsl::AggregateCall& call, Stream& stream,
                                       Instant start) {
  if (!is_derived(call))
    return std::make_unique<OwnMeasurement>(plan_of_call(monitor, call), stream, start);
  if (evaluators::past_measure(call.def->name) != nullptr)
    return std::make_unique<HistoryMeasurement>(monitor, call, stream, start);
  if (call.def->name == "spread")
    return std::make_unique<AcrossMeasurement>(monitor, call, stream, start);
  if (call.def->name == "drifted")
    return std::make_unique<DetectorMeasurement>(monitor, call, stream, start);
  return std::make_unique<ChangeMeasurement>(monitor, call, stream, start);
}

}  // namespace

CombinedMeasurement::CombinedMeasurement(const dsl::MonitorPlan& monitor, Stream& stream,
                                         Instant start)
    : plan_(plan_without_needs(monitor)), judge_(*plan_) {
  for (const auto& call : plan_->aggregates)
    parts_.push_back(make_part(monitor, call, stream, start));
}

MonitorSamples CombinedMeasurement::sample(Instant tick) {
  auto samples = parts_.front()->sample(tick);
  std::vector<MonitorSamples> others;
  for (std::size_t i = 1; i < parts_.size(); ++i) others.push_back(parts_[i]->sample(tick));
  const auto first = samples.members;
  for (std::size_t number = 0; number < first.size(); ++number) {
    auto& member = samples.members[number];
    if (member.gap_only) continue;
    std::vector<Part> parts{part_of(member.sample)};
    for (const auto& other : others) {
      const Sample* same = same_of(other, first, number);
      parts.push_back(same == nullptr ? Part{.is_empty = true} : part_of(*same));
    }
    Sample sample = judge_.judge(parts);
    sample.from = member.sample.from;
    sample.to = member.sample.to;
    member.sample = std::move(sample);
  }
  return samples;
}

void CombinedMeasurement::hold(const std::string& segment, bool is_active) {
  for (const auto& part : parts_) part->hold(segment, is_active);
}

void CombinedMeasurement::retire(const std::string& segment) {
  for (const auto& part : parts_) part->retire(segment);
}

void CombinedMeasurement::leave_out(Instant from, Instant to) {
  for (const auto& part : parts_) part->leave_out(from, to);
}

void CombinedMeasurement::save(Encoder& out) const {
  for (const auto& part : parts_) part->save(out);
}

void CombinedMeasurement::load(Decoder& in) {
  for (auto& part : parts_) part->load(in);
}

std::unique_ptr<Measurement> make_derived(const dsl::MonitorPlan& monitor, Stream& stream,
                                          Instant start) {
  if (monitor.measure->op == dsl::WindowOp::aggregate)
    return make_part(monitor, monitor.aggregates.front(), stream, start);
  return std::make_unique<CombinedMeasurement>(monitor, stream, start);
}

}  // namespace tocsin::engine
