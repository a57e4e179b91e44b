#include "engine/history_measurement.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {

HistoryMeasurement::HistoryMeasurement(const dsl::MonitorPlan& monitor,
                                       const dsl::AggregateCall& call, Stream& stream,
                                       Instant start)
    : measure_(*evaluators::past_measure(call.def->name)),
      start_(start),
      plan_(plan_of_inner(monitor, call)),
      steps_(call, monitor, shift_of(monitor, stream.model())),
      before_window_(reach_before(*plan_)),
      inner_(make_measurement(*plan_, stream, start)) {}

// Where a window is no multiple of `every`, the readings that lie a window apart are not all of
// ticks.
void HistoryMeasurement::read_between(Instant tick) {
  if (!steps_.by_slot || steps_.grain >= plan_->window.every) return;
  const Instant last = tick - plan_->window.every;
  const Instant first = ceil_to(std::max(last + Duration(1), start_), steps_.grain);
  for (Instant t = first; t < tick; t += steps_.grain)
    for (const auto& member : inner_->sample(t).members) take(member, t);
}

// What happened before the start is not known, and part of a window is no reading of it.
bool HistoryMeasurement::was_seen_in_full(const Sample& sample) const {
  return window_of(*plan_) == Duration{0} || sample.from - before_window_ >= start_;
}

void HistoryMeasurement::take(const MemberSample& member, Instant tick) {
  if (member.sample.kind != SampleKind::value || !was_seen_in_full(member.sample)) return;
  auto& past = past_[member.segment];
  if (!past) past = make_past_readings(steps_);
  past->take(tick, member.sample);
}

void HistoryMeasurement::compare(const MemberSample& member, Instant tick, Sample& sample) {
  found_.clear();
  if (const auto past = past_.find(member.segment); past != past_.end())
    past->second->before(tick, sample, found_);
  std::erase_if(left_out_, [&](const auto& one) { return one.second < tick - steps_.reach; });
  if (!left_out_.empty())
    std::erase_if(found_, [&](const PastReading& one) { return is_left_out(one.tick); });
  const evaluators::Value now{
      .known = true, .value = sample.value, .low = sample.low, .high = sample.high};
  sample.low = sample.high = kUnknown;
  sample.sure.clear();
  if (found_.size() >= measure_.fewest) {
    values_.clear();
    ages_.clear();
    for (const auto& reading : found_) {
      values_.push_back(reading.value);
      ages_.push_back(std::chrono::duration<double>(tick - reading.tick) /
                      std::chrono::duration<double>(steps_.reach));
    }
    const auto value = measure_.of({now, values_, ages_});
    sample.value = value.value;
    if (value.known) return;
  }
  sample.kind = SampleKind::few;
  sample.value = kUnknown;
  sample.reason = found_.size() >= measure_.fewest
                      ? "undefined"
                      : fmt::format("{} of {} past readings", found_.size(), measure_.fewest);
}

// Segments that are gone for longer than the measure looks back.
void HistoryMeasurement::forget(Instant tick, std::size_t members) {
  if (past_.size() <= members) return;
  std::erase_if(past_, [&](const auto& one) { return one.second->is_stale(tick); });
}

MonitorSamples HistoryMeasurement::sample(Instant tick) {
  read_between(tick);
  auto samples = inner_->sample(tick);
  for (auto& member : samples.members) {
    if (member.gap_only || member.sample.kind != SampleKind::value) continue;
    Sample compared = member.sample;
    compare(member, tick, compared);
    take(member, tick);
    member.sample = std::move(compared);
  }
  forget(tick, samples.members.size());
  return samples;
}

void HistoryMeasurement::hold(const std::string& segment, bool is_active) {
  inner_->hold(segment, is_active);
}

void HistoryMeasurement::retire(const std::string& segment) {
  inner_->retire(segment);
  past_.erase(segment);
}

void HistoryMeasurement::leave_out(Instant from, Instant to) {
  left_out_.emplace_back(from, to);
  inner_->leave_out(from, to);
}

bool HistoryMeasurement::is_left_out(Instant tick) const {
  return std::ranges::any_of(left_out_, [&](const auto& interval) {
    return interval.first <= tick && tick <= interval.second;
  });
}

void HistoryMeasurement::save(Encoder& out) const {
  inner_->save(out);
  out.u64(left_out_.size());
  for (const auto& [from, to] : left_out_) {
    out.instant(from);
    out.instant(to);
  }
  out.u64(past_.size());
  for (const auto& [segment, past] : past_) {
    out.text(segment);
    past->save(out);
  }
}

void HistoryMeasurement::load(Decoder& in) {
  inner_->load(in);
  left_out_.clear();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    const Instant from = in.instant();
    left_out_.emplace_back(from, in.instant());
  }
  past_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    auto& past = past_[in.text()];
    past = make_past_readings(steps_);
    past->load(in);
  }
}

}  // namespace tocsin::engine
