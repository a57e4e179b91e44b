#include "engine/column_measurement.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

std::unique_ptr<const dsl::MonitorPlan> plan_of(const dsl::MonitorPlan& monitor,
                                                const dsl::ColumnPlan& column, std::size_t place) {
  auto plan = std::make_unique<dsl::MonitorPlan>(monitor);
  plan->columns.clear();
  plan->aggregates = column.aggregates;
  plan->measure = column.measure;
  plan->by.fields.erase(plan->by.fields.begin() + static_cast<std::ptrdiff_t>(place));
  return plan;
}

}  // namespace

ColumnMeasurement::ColumnMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
    : place_(static_cast<std::size_t>(
          std::ranges::find(monitor.by.fields, dsl::kNoField, &dsl::SegmentField::field) -
          monitor.by.fields.begin())) {
  for (const auto& column : monitor.columns) {
    Part part{
        stream.model().schema.fields[column.field].name, plan_of(monitor, column, place_), {}};
    part.measurement = make_measurement(*part.plan, stream, start);
    parts_.push_back(std::move(part));
  }
}

MemberSample ColumnMeasurement::renamed(std::size_t part, MemberSample sample) {
  const auto own = std::move(sample.segment);
  sample.labels.insert(sample.labels.begin() + static_cast<std::ptrdiff_t>(place_),
                       {"column", parts_[part].column});
  sample.segment = to_text(sample.labels);
  own_.try_emplace(sample.segment, part, own);
  return sample;
}

// What is over for one field is over for all: they are fields of the same rows.
MonitorSamples ColumnMeasurement::sample(Instant tick) {
  MonitorSamples all;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    auto samples = parts_[part].measurement->sample(tick);
    all.is_over = samples.is_over;
    all.is_between = samples.is_between;
    for (auto& member : samples.members) all.members.push_back(renamed(part, std::move(member)));
  }
  return all;
}

void ColumnMeasurement::hold(const std::string& segment, bool is_active) {
  const auto own = own_.find(segment);
  if (own != own_.end()) parts_[own->second.first].measurement->hold(own->second.second, is_active);
}

void ColumnMeasurement::retire(const std::string& segment) {
  const auto own = own_.find(segment);
  if (own == own_.end()) return;
  parts_[own->second.first].measurement->retire(own->second.second);
  own_.erase(own);
}

void ColumnMeasurement::leave_out(Instant from, Instant to) {
  for (auto& part : parts_) part.measurement->leave_out(from, to);
}

void ColumnMeasurement::save(Encoder& out) const {
  for (const auto& part : parts_) part.measurement->save(out);
}

void ColumnMeasurement::load(Decoder& in) {
  for (auto& part : parts_) part.measurement->load(in);
}

}  // namespace tocsin::engine
