#include "engine/pane_measurement.hpp"

#include "engine/newest.hpp"
#include "evaluators/ratio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace tocsin::engine {
namespace {

// Leaves out rows whose label had arrived by then.
void leave_out_known_by(Instant from, evaluators::Block& block, std::vector<std::uint32_t>& rows) {
  const auto& known = block.batch().label_known;
  std::erase_if(rows, [&](std::uint32_t row) { return known[row] <= from; });
}

}  // namespace

PaneMeasurement::PaneMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
    : RowMeasurement(monitor, stream, start) {
  for (const auto& call : monitor.aggregates) sources_.push_back(source_of(call));
  if (monitor.label_measure)
    stream.keep_labels(label_reach() + reach_of(monitor) + longer_at_most());
}

PaneGrid PaneMeasurement::grid() const {
  const auto& window = monitor_.window;
  const bool by_calendar = window.kind == dsl::WindowKind::each_calendar;
  const Duration own = by_calendar ? calendar_grain(window.unit, window.zone) : window.length;
  std::int64_t common = own.count();
  for (const auto& call : monitor_.aggregates)
    for (const Duration part : {call.over, call.ago}) common = std::gcd(common, part.count());
  if (is_tumbling(monitor_)) return {.width = Duration{common}, .tumbling = true};
  const Duration width{std::gcd(common, window.every.count())};
  return {.width = width, .shift = Duration{shift_.count() % width.count()}};
}

// Labels are not known of all events, so a filter that asks for one cannot count the others.
bool PaneMeasurement::counts_all_events(const dsl::AggregateCall& call) const {
  if (is_on_arrival()) return false;
  const auto& labels = stream_.model().schema.label_fields;
  const auto asked = call.where ? dsl::fields_of(*call.where) : std::vector<std::size_t>{};
  return std::ranges::none_of(
      asked, [&](std::size_t field) { return std::ranges::find(labels, field) != labels.end(); });
}

// A day or a month is longer than usual when the clock was moved back in it.
Duration PaneMeasurement::longer_at_most() const {
  return monitor_.window.kind == dsl::WindowKind::each_calendar ? kDay : Duration{0};
}

Duration PaneMeasurement::kept_for(const dsl::AggregateCall& call) const {
  return length_of(call, monitor_) + call.ago + longer_at_most();
}

// How far before a tick the rows of a rolling reference lie, and those that are compared with it.
void PaneMeasurement::keep_past(const Source& source) {
  const auto& call = *source.call;
  const Duration live = (is_on_arrival() ? label_reach() : shift_) + kept_for(call);
  const Duration lateness = is_on_arrival() ? stream_.model().lateness : shift_;
  const Duration before = source.rolling->ago > Duration{0} ? lateness + source.rolling->ago : live;
  stream_.keep_past(call, index_, std::max(live, before + source.rolling->rolling), live);
}

// What arrives is counted as it comes, also beside labels that have to mature.
StoreSpec PaneMeasurement::spec_of(const dsl::AggregateCall& call) const {
  if (const auto labels = labels_counted_by(call)) return {.basis = *labels, .grid = grid()};
  const Hit intake = intake_of(call);
  const bool all_rows = intake == Hit::malformed && !call.where;
  const bool is_rolling = rolling_reference(call, stream_.model()) != nullptr;
  StoreSpec spec{.call = all_rows ? nullptr : &call,
                 .makes = makes_aggregates(call) && !is_rolling,
                 .judges = is_rolling,
                 .basis = intake == Hit::late ? Basis::events_by_arrival : Basis::events,
                 .hit = intake,
                 .grid = grid(),
                 .index = index_,
                 .with_all = monitor_.by.overall || index_ == kNoIndex};
  return spec;
}

PaneMeasurement::Source PaneMeasurement::source_of(const dsl::AggregateCall& call) {
  const auto* rolling = rolling_reference(call, stream_.model());
  if (call.on) {
    const Source source{.call = &call, .rolling = rolling};
    if (rolling != nullptr) keep_past(source);
    return source;
  }
  StoreSpec spec = spec_of(call);
  Source source{.call = &call, .rolling = rolling};
  if (rolling != nullptr) keep_past(source);
  source.is_labelled = monitor_.label_measure && counts_events(call);
  if (source.is_labelled && counts_all_events(call)) {
    StoreSpec events = spec;
    events.makes = events.judges = false;
    source.events = &stream_.store(events);
    source.events->keep(kept_for(call));
  }
  if (source.is_labelled) {
    spec.basis = is_on_arrival() ? Basis::labelled_by_arrival : Basis::labelled_by_event;
    spec.hit = Hit::positive_label;
  }
  source.values = &stream_.store(spec);
  source.values->keep(kept_for(call));
  if (call.realised) source.realised = realised_of(*call.realised, spec);
  return source;
}

PaneStore* PaneMeasurement::realised_of(const dsl::AggregateCall& call, StoreSpec spec) {
  spec.call = &call;
  spec.basis = Basis::labelled_by_event;
  auto& store = stream_.store(spec);
  store.keep(kept_for(call));
  stream_.keep_labels(shift_ + kept_for(call));
  return &store;
}

// A stream that has ended is judged up to the first window that ends at or after its last row.
bool PaneMeasurement::is_over(Instant to) const {
  const Instant last = end_of_stream();
  if (last == kForever) return false;
  return (is_tumbling(monitor_) ? window_begin(monitor_, to) : to - monitor_.window.every) >= last;
}

Instant PaneMeasurement::begin_of(const dsl::AggregateCall& call, Instant to) const {
  return call.over > Duration{0} ? to - call.over : window_begin(monitor_, to);
}

// Labelled rows of the window; they are among its rows already.
void PaneMeasurement::add_realised(const Source& source, std::int64_t first, std::int64_t last,
                                   MemberId member, Window& window) {
  const Cell realised = source.realised->window(first, last, member);
  if (realised.aggregate && window.values.aggregate)
    window.values.aggregate->merge(*realised.aggregate);
}

PaneMeasurement::Window PaneMeasurement::window_of(const Source& source, const Segment& segment,
                                                   Instant to) const {
  const auto& grid = source.values->grid();
  const Instant from = begin_of(*source.call, to) - source.call->ago;
  to -= source.call->ago;
  const std::int64_t last = grid.pane_of(grid.tumbling ? to - Duration(1) : to);
  const std::int64_t first = last - (to - from) / grid.width + 1;
  Window window;
  for (const MemberId member : segment.members) {
    window.values.merge(source.values->window(first, last, member));
    if (source.events != nullptr) window.events.merge(source.events->window(first, last, member));
    if (source.realised != nullptr) add_realised(source, first, last, member, window);
    window.last_event = std::max(window.last_event, source.values->last_event(member));
  }
  return window;
}

PaneMeasurement::Interval PaneMeasurement::interval_of(const dsl::AggregateCall& call,
                                                       Instant to) const {
  Interval interval{begin_of(call, to) - call.ago, to - call.ago};
  if (!is_tumbling(monitor_)) return interval;
  // What begins at its end is not in it.
  return {interval.from - Duration(1), interval.to - Duration(1)};
}

// Where its reference does not say how long ago, it ends where the window begins.
PaneMeasurement::Interval PaneMeasurement::past_of(const Source& source, Instant to) const {
  const auto& reference = *source.rolling;
  Instant end = interval_of(*source.call, to).from;
  const Duration late = is_on_arrival() ? stream_.model().lateness : Duration{0};
  if (reference.ago > Duration{0})
    end = to - late - reference.ago - Duration(is_tumbling(monitor_) ? 1 : 0);
  return {end - reference.rolling, end};
}

std::unique_ptr<evaluators::Aggregate> PaneMeasurement::compared(const Source& source,
                                                                 const Segment& segment,
                                                                 Instant tick) {
  const auto& call = *source.call;
  const Instant to = tick - shift_;
  auto& past = span_of(past_of(source, to), tick);
  const Interval interval = interval_of(call, to);
  const Interval held{is_on_arrival() ? interval.from - label_reach() : interval.from, interval.to};
  auto& live = span_of(held, tick);
  auto rows = known_rows(live, call, segment, is_on_arrival() ? interval.to : tick);
  if (is_on_arrival()) leave_out_known_by(interval.from, live.block(), rows);
  auto aggregate =
      stream_.make_against(call, past, stream_.member_index(index_), segment.members.front());
  aggregate->add(live.block(), rows);
  return aggregate;
}

evaluators::Value PaneMeasurement::own_answer(const dsl::AggregateCall& call, const Window& window,
                                              const Part& part, Instant tick, double level) const {
  if (is_freshness(call)) return time_since_newest(part.last_event, tick, start_);
  if (labels_counted_by(call)) return {.known = true, .value = static_cast<double>(part.n)};
  if (call.def->name == "silence") return time_since(part.last_event, tick, start_);
  if (call.def->name == "labelled") return evaluators::share_of(part.labels, part.n, level);
  return part.n == 0 ? evaluators::Value{.known = true, .value = 0}
                     : evaluators::share_of(window.values.hits, part.n, level);
}

evaluators::Value PaneMeasurement::value_of(const Source& source, const Segment& segment,
                                            Window& window, const Part& part, Instant tick,
                                            double level) const {
  const auto& call = *source.call;
  if (!makes_aggregates(call)) return own_answer(call, window, part, tick, level);
  auto& aggregate = window.values.aggregate;
  if (!aggregate) aggregate = source.values->fresh(segment.members.front());
  const auto value = aggregate->value(level);
  const Instant to = tick - shift_;
  return call.def->per_second ? per_second(value, to - begin_of(call, to)) : value;
}

std::uint64_t PaneMeasurement::judged_by(const Source& source, const Window& window,
                                         const Part& part) {
  if (!makes_aggregates(*source.call)) return part.n;
  return window.values.aggregate ? window.values.aggregate->judged() : 0;
}

Part PaneMeasurement::part_of(const Source& source, const Segment& segment, Instant tick) {
  if (source.call->on)
    return source.rolling != nullptr ? part_of_past(*source.call, *source.rolling,
                                                    past_of(source, tick - shift_), segment, tick)
                                     : part_of_reference(*source.call, segment);
  Window window = window_of(source, segment, tick - shift_);
  Part part{.n = source.events != nullptr ? window.events.count : window.values.count,
            .last_event = window.last_event};
  if (source.is_labelled) {
    part.labels = window.values.count;
    part.positives = window.values.hits;
  }
  if (source.rolling != nullptr) {
    window.values.aggregate = compared(source, segment, tick);
    part.lack = lack_of_past(*source.rolling, past_of(source, tick - shift_), tick);
  }
  part.is_empty = !source.call->def->never_empty && judged_by(source, window, part) == 0;
  if (part.is_empty || !part.lack.empty()) return part;
  judge_.ask(part,
             [&](double level) { return value_of(source, segment, window, part, tick, level); });
  return part;
}

MonitorSamples PaneMeasurement::sample(Instant tick) {
  const Instant to = tick - shift_;
  MonitorSamples samples{.is_over = is_over(to), .members = {}};
  if (samples.is_over) return samples;
  for (const auto& segment : segments_at(tick)) {
    if (!can_judge(segment)) continue;
    std::vector<Part> parts;
    for (const auto& source : sources_) parts.push_back(part_of(source, segment, tick));
    Sample sample = judge_.judge(parts);
    sample.from = window_begin(monitor_, to);
    sample.to = to;
    samples.members.push_back(
        {segment.text, segment.labels, segment.named, false, std::move(sample)});
  }
  forget(to);
  return samples;
}

void PaneMeasurement::forget(Instant to) {
  for (const auto& source : sources_)
    for (PaneStore* store : {source.values, source.events, source.realised})
      if (store != nullptr) store->forget_before(store->grid().pane_of(to));
}

}  // namespace tocsin::engine
