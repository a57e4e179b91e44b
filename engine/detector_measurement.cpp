#include "engine/detector_measurement.hpp"

#include "base/check.hpp"
#include "dsl/past.hpp"
#include "dsl/window_build.hpp"
#include "evaluators/catalogue.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

const dsl::MeasureDef& measure(std::string_view name) {
  const auto all = evaluators::measures();
  const auto found = std::ranges::find(all, name, &dsl::MeasureDef::name);
  TOCSIN_CHECK(found != all.end(), "a measure of the catalogue");
  return **found;
}

bool is_yes_no(const dsl::AggregateCall& call) {
  return call.args.front()->type.is(dsl::TypeKind::boolean);
}

// A measure of the same values, which says how many there are.
OwnPlan plan_of_counted(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call) {
  auto counted = call;
  counted.def = &measure(is_yes_no(call) ? "share" : "mean");
  counted.options.clear();
  return plan_of_call(monitor, counted);
}

// Ticks lie no further apart; a day or a month may be longer than usual.
Duration step_of(const dsl::MonitorPlan& monitor) {
  return monitor.window.every + (is_tumbling(monitor) ? kDay : Duration{0});
}

bool lies_in(Instant at, const Sample& sample, dsl::WindowKind kind) {
  using Kind = dsl::WindowKind;
  if (kind == Kind::sliding) return sample.from < at && at <= sample.to;
  if (kind == Kind::each || kind == Kind::each_calendar) return sample.from <= at && at < sample.to;
  return sample.from <= at && at <= sample.to;
}

}  // namespace

DetectorMeasurement::DetectorMeasurement(const dsl::MonitorPlan& monitor,
                                         const dsl::AggregateCall& call, Stream& stream,
                                         Instant start)
    : RowMeasurement(monitor, stream, start),
      call_(call),
      takes_warnings_(false),
      counted_(plan_of_counted(monitor, call), stream, start) {
  const auto* level = dsl::option_of(call, "level");
  takes_warnings_ = level != nullptr && level->word == "warning";
  const Duration reach = shift_ + step_of(monitor);
  stream.keep_past(call, index_, reach, reach);
}

DetectorMeasurement::Watcher& DetectorMeasurement::watcher(const std::string& segment) {
  auto& watcher = watchers_[segment];
  if (!watcher.detector) watcher.detector = evaluators::detector_of(call_).make(call_);
  return watcher;
}

bool DetectorMeasurement::counts(evaluators::Signal signal) const {
  return signal == evaluators::Signal::drift ||
         (takes_warnings_ && signal == evaluators::Signal::warning);
}

void DetectorMeasurement::feed_row(const Segmented& segments, MemberId member, Instant at,
                                   double x) {
  const auto place = segments_.place_of(member);
  if (place == Segments::kNoPlace) return;
  auto& own = watcher(segments[place].text);
  if (counts(own.detector->add(x))) own.signals.push_back(at);
}

// In event-time order, ties in order of arrival. What came later than the lateness is left out, and
// so is what was not labelled in time.
void DetectorMeasurement::feed(const Segmented& segments, Instant tick) {
  const Instant to = tick - shift_;
  auto& span = stream_.past(fed_, to, tick);
  fed_ = to;
  auto& block = span.block();
  const auto& batch = block.batch();
  MemberIndex* index = stream_.member_index(index_);
  const auto rows = span.counted(call_, index, kAll);
  const auto& expr = *call_.args.front();
  const bool yes_no = is_yes_no(call_);
  const auto& values = yes_no ? block.condition(expr) : block.values(expr);
  std::vector<MemberId> members;
  if (index != nullptr) members = index->number(block, rows);
  for (const std::uint32_t row : rows) {
    if (!values.valid[row] || batch.arrival[row] - batch.time[row] > stream_.model().lateness)
      continue;
    if (monitor_.label_measure && batch.label_known[row] > tick) continue;
    const double x = yes_no ? (values.truth[row] ? 1 : 0) : values.numbers[row];
    if (index != nullptr) feed_row(segments, members[row], batch.time[row], x);
    if (index == nullptr || monitor_.by.overall) feed_row(segments, kAll, batch.time[row], x);
  }
}

bool DetectorMeasurement::has_signalled(const std::string& segment, const Sample& sample) {
  const auto found = watchers_.find(segment);
  if (found == watchers_.end()) return false;
  auto& signals = found->second.signals;
  while (!signals.empty() && signals.front() < sample.from) signals.pop_front();
  return std::ranges::any_of(signals,
                             [&](Instant at) { return lies_in(at, sample, monitor_.window.kind); });
}

MonitorSamples DetectorMeasurement::sample(Instant tick) {
  const auto& segments = segments_at(tick);
  feed(segments, tick);
  auto samples = counted_.sample(tick);
  for (auto& member : samples.members) {
    auto& sample = member.sample;
    sample.low = sample.high = kUnknown;
    sample.sure.clear();
    if (sample.kind == SampleKind::value)
      sample.value = has_signalled(member.segment, sample) ? 1 : 0;
  }
  if (watchers_.size() > segments.size())
    std::erase_if(watchers_, [&](const auto& one) {
      return std::ranges::find(segments, one.first, &Segment::text) == segments.end();
    });
  return samples;
}

void DetectorMeasurement::hold(const std::string& segment, bool is_active) {
  RowMeasurement::hold(segment, is_active);
  counted_.hold(segment, is_active);
}

void DetectorMeasurement::retire(const std::string& segment) {
  RowMeasurement::retire(segment);
  counted_.retire(segment);
  watchers_.erase(segment);
}

void DetectorMeasurement::save(Encoder& out) const {
  RowMeasurement::save(out);
  counted_.save(out);
  out.instant(fed_);
  out.u64(watchers_.size());
  for (const auto& [segment, watcher] : watchers_) {
    out.text(segment);
    watcher.detector->save(out);
    out.u64(watcher.signals.size());
    for (const Instant at : watcher.signals) out.instant(at);
  }
}

void DetectorMeasurement::load(Decoder& in) {
  RowMeasurement::load(in);
  counted_.load(in);
  fed_ = in.instant();
  watchers_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    auto& watcher = this->watcher(in.text());
    watcher.detector->load(in);
    for (std::size_t signals = in.count(); signals > 0 && !in.failed(); --signals)
      watcher.signals.push_back(in.instant());
  }
}

}  // namespace tocsin::engine
