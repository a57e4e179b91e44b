#include "engine/raw_measurement.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::engine {
namespace {

std::string text_of(const dsl::ByPlan& by, const Labels& labels) {
  return labels.empty() && !by.fields.empty() ? kOverall : to_text(labels);
}

}  // namespace

RawMeasurement::RawMeasurement(const dsl::MonitorPlan& monitor)
    : monitor_(monitor), is_open_(std::ranges::any_of(monitor.by.fields, [](const auto& field) {
        return field.members.empty();
      })) {
  for (auto& labels : named_segments(monitor.by))
    asked_.push_back({text_of(monitor.by, labels), labels, true, {}});
}

RawMeasurement::Asked* RawMeasurement::find(const std::string& text) {
  const auto found = std::ranges::find(asked_, text, &Asked::text);
  return found == asked_.end() ? nullptr : &*found;
}

RawMeasurement::Asked* RawMeasurement::meet(const std::string& text, const Labels& labels) {
  if (!is_open_ || asked_.size() >= Segments::kMostMembers) return nullptr;
  const auto behind_others = asked_.end() - (monitor_.by.overall ? 1 : 0);
  return &*asked_.insert(behind_others, {text, labels, false, {}});
}

void RawMeasurement::answer(const Labels& labels, Instant at, double value) {
  const auto text = text_of(monitor_.by, labels);
  auto* asked = find(text);
  if (asked == nullptr) asked = meet(text, labels);
  if (asked != nullptr) asked->answers[at] = value;
}

Sample RawMeasurement::sample_of(Asked& asked, Instant tick) const {
  Sample sample;
  sample.from = tick - monitor_.window.length;
  sample.to = tick;
  sample.reason = "no data";
  auto& answers = asked.answers;
  const auto behind = answers.upper_bound(tick);
  if (behind == answers.begin()) return sample;
  const auto last = std::prev(behind);
  answers.erase(answers.begin(), last);
  sample.last_event = last->first;
  if (last->first < sample.from) return sample;
  const bool is_known = std::isfinite(last->second);
  sample.kind = is_known ? SampleKind::value : SampleKind::few;
  sample.reason = is_known ? "" : "undefined";
  if (is_known) sample.value = last->second;
  return sample;
}

MonitorSamples RawMeasurement::sample(Instant tick) {
  MonitorSamples samples;
  for (auto& asked : asked_) {
    const bool is_met = asked.named || asked.answers.begin()->first <= tick;
    if (!is_met) continue;
    samples.members.push_back(
        {asked.text, asked.labels, asked.named, false, sample_of(asked, tick)});
  }
  return samples;
}

void RawMeasurement::retire(const std::string& segment) {
  std::erase_if(asked_, [&](const Asked& asked) { return asked.text == segment && !asked.named; });
}

void RawMeasurement::save(Encoder& out) const {
  out.u64(asked_.size());
  for (const auto& asked : asked_) {
    out.u64(asked.labels.size());
    for (const auto& [name, value] : asked.labels) {
      out.text(name);
      out.text(value);
    }
    out.u64(asked.answers.size());
    for (const auto& [at, value] : asked.answers) {
      out.instant(at);
      out.number(value);
    }
  }
}

void RawMeasurement::load(Decoder& in) {
  std::erase_if(asked_, [](const Asked& asked) { return !asked.named; });
  for (auto& asked : asked_) asked.answers.clear();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    Labels labels;
    for (std::size_t k = in.count(2); k > 0; --k) {
      std::string name = in.text();
      labels.emplace_back(std::move(name), in.text());
    }
    for (std::size_t k = in.count(2); k > 0 && !in.failed(); --k) {
      const Instant at = in.instant();
      answer(labels, at, in.number());
    }
  }
}

}  // namespace tocsin::engine
