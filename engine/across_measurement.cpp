#include "engine/across_measurement.hpp"

#include "dsl/past.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {
namespace {

dsl::SegmentField segment_of(const dsl::AggregateCall& call, const Schema& schema) {
  const std::size_t number = dsl::option_of(call, "by")->values.front()->field;
  const auto& field = schema.fields[number];
  if (field.type == FieldType::boolean) return {number, {"true", "false"}, field.name};
  return {number, field.members, field.name};
}

// Without needs: who puts it together asks them of the members.
OwnPlan plan_of_whole(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call) {
  return plan_without_needs(*plan_of_inner(monitor, call));
}

OwnPlan plan_of_members(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call,
                        std::vector<dsl::SegmentField> fields) {
  auto plan = std::make_unique<dsl::MonitorPlan>(*plan_of_inner(monitor, call));
  plan->by = {.fields = std::move(fields)};
  return plan;
}

std::vector<dsl::SegmentField> within(const dsl::MonitorPlan& monitor, dsl::SegmentField field) {
  auto fields = monitor.by.fields;
  fields.push_back(std::move(field));
  return fields;
}

}  // namespace

void AcrossMeasurement::Range::add(double value) {
  low = members == 0 ? value : std::min(low, value);
  high = members == 0 ? value : std::max(high, value);
  ++members;
}

AcrossMeasurement::AcrossMeasurement(const dsl::MonitorPlan& monitor,
                                     const dsl::AggregateCall& call, Stream& stream, Instant start)
    : field_(segment_of(call, stream.model().schema).name),
      whole_(plan_of_whole(monitor, call), stream, start),
      within_(
          plan_of_members(monitor, call, within(monitor, segment_of(call, stream.model().schema))),
          stream, start) {
  if (monitor.by.overall)
    overall_ = std::make_unique<OwnMeasurement>(
        plan_of_members(monitor, call, {segment_of(call, stream.model().schema)}), stream, start);
}

void AcrossMeasurement::collect(const MonitorSamples& members, bool is_overall,
                                Ranges& ranges) const {
  for (const auto& member : members.members) {
    if (member.sample.kind != SampleKind::value) continue;
    Labels labels = member.labels;
    if (!labels.empty()) labels.pop_back();
    ranges[is_overall ? std::string(kOverall) : to_text(labels)].add(member.sample.value);
  }
}

void AcrossMeasurement::measure(const Range& range, Sample& sample) const {
  sample.low = sample.high = kUnknown;
  sample.sure.clear();
  if (sample.kind == SampleKind::empty) return;
  const bool is_known = range.members >= 2;
  sample.kind = is_known ? SampleKind::value : SampleKind::few;
  sample.value = is_known ? range.high - range.low : kUnknown;
  sample.reason = is_known ? "" : fmt::format("{} of 2 members of {}", range.members, field_);
}

MonitorSamples AcrossMeasurement::sample(Instant tick) {
  auto samples = whole_.sample(tick);
  Ranges ranges;
  collect(within_.sample(tick), false, ranges);
  if (overall_) collect(overall_->sample(tick), true, ranges);
  for (auto& member : samples.members)
    if (!member.gap_only) measure(ranges[member.segment], member.sample);
  return samples;
}

void AcrossMeasurement::hold(const std::string& segment, bool is_active) {
  whole_.hold(segment, is_active);
}

void AcrossMeasurement::retire(const std::string& segment) { whole_.retire(segment); }

void AcrossMeasurement::leave_out(Instant from, Instant to) {
  whole_.leave_out(from, to);
  within_.leave_out(from, to);
  if (overall_) overall_->leave_out(from, to);
}

void AcrossMeasurement::save(Encoder& out) const {
  whole_.save(out);
  within_.save(out);
  if (overall_) overall_->save(out);
}

void AcrossMeasurement::load(Decoder& in) {
  whole_.load(in);
  within_.load(in);
  if (overall_) overall_->load(in);
}

}  // namespace tocsin::engine
