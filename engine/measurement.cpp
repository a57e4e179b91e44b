#include "engine/measurement.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "engine/schedule.hpp"

namespace tocsin::engine {
namespace {

constexpr std::string_view kNoData = "no data";
constexpr std::string_view kUndefined = "undefined";

std::vector<std::size_t> fields_of(const dsl::ByPlan& by) {
  std::vector<std::size_t> fields;
  for (const auto& field : by.fields) fields.push_back(field.field);
  return fields;
}

evaluators::Value known(double value) { return {.known = true, .value = value}; }

// `malformed` without a field asks for any field, and for rows that could not be read at all.
bool is_intake(const dsl::AggregateCall& call) {
  return call.def->name == "malformed" && call.fields.empty();
}

// Measures that no aggregate of rows can give: silence, malformed, labelled.
bool is_answered_here(const dsl::AggregateCall& call) {
  return call.def->make == nullptr || is_intake(call);
}

bool counts_events(dsl::WindowKind kind) {
  return kind == dsl::WindowKind::events || kind == dsl::WindowKind::each_events;
}

// The measure's arithmetic over its aggregates. Unknown parts make the whole unknown.
evaluators::Value evaluate(const dsl::WindowExpr& expr, const std::vector<evaluators::Value>& parts) {
  using Op = dsl::WindowOp;
  if (expr.op == Op::aggregate) return parts[expr.aggregate];
  if (expr.op == Op::constant) return known(expr.number);
  std::vector<double> args;
  for (const auto& arg : expr.args) {
    const auto value = evaluate(*arg, parts);
    if (!value.known) return {};
    args.push_back(value.value);
  }
  double result = args.front();
  switch (expr.op) {
    case Op::add: result = args[0] + args[1]; break;
    case Op::subtract: result = args[0] - args[1]; break;
    case Op::multiply: result = args[0] * args[1]; break;
    case Op::divide: result = args[0] / args[1]; break;
    case Op::negate: result = -args[0]; break;
    case Op::abs: result = std::abs(args[0]); break;
    case Op::min: result = *std::min_element(args.begin(), args.end()); break;
    case Op::max: result = *std::max_element(args.begin(), args.end()); break;
    case Op::round: result = std::round(args[0]); break;
    case Op::holds: result = expr.condition.holds(args[0]) ? 1 : 0; break;
    case Op::aggregate:
    case Op::constant: break;
  }
  return std::isfinite(result) ? known(result) : evaluators::Value{};
}

}  // namespace

Measurement::Measurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
    : monitor_(monitor),
      stream_(stream),
      start_(start),
      by_(fields_of(monitor.by)),
      segments_(monitor, stream.index(by_), start),
      needs_events_(fmt::format("needs {} events", monitor.needs.events)),
      needs_labels_(fmt::format("needs {} labels", monitor.needs.labels)),
      needs_positives_(fmt::format("needs {} positives", monitor.needs.positives)),
      needs_labelled_(fmt::format("needs {}% labelled", monitor.needs.labelled * 100)) {
  for (const auto& call : monitor.aggregates) sources_.push_back(source_of(call));
  if (counts_events(monitor.window.kind))
    chunks_ = &stream.chunks(monitor.aggregates.front(), monitor.window.count, by_, monitor.by.overall,
                             monitor.window.labels == dsl::LabelMode::on_arrival);
  if (monitor.label_measure)
    stream.keep_labels(shift_of(monitor, stream.model()) + window_of(monitor) + stream.model().schema.horizon);
}

PaneGrid Measurement::grid(bool by_arrival) const {
  const auto& window = monitor_.window;
  if (window.kind == dsl::WindowKind::each) return {window.length, Duration{0}, true};
  const Duration width{std::gcd(window.length.count(), window.every.count())};
  const Duration shift = by_arrival ? Duration{0} : shift_of(monitor_, stream_.model());
  return {width, Duration{shift.count() % width.count()}, false};
}

Measurement::Source Measurement::source_of(const dsl::AggregateCall& call) {
  Source source{.call = &call, .labels_only = monitor_.label_measure};
  if (counts_events(monitor_.window.kind)) return source;
  const bool by_arrival = monitor_.window.labels == dsl::LabelMode::on_arrival;
  const bool with_all = monitor_.by.overall || by_.empty();
  const bool intake = is_intake(call);
  StoreSpec spec{.call = intake ? nullptr : &call,
                 .makes = !is_answered_here(call),
                 .hit = intake ? Hit::malformed : Hit::none,
                 .grid = grid(by_arrival),
                 .by = by_,
                 .with_all = with_all};
  if (source.labels_only) {
    spec.basis = by_arrival ? Basis::labelled_by_arrival : Basis::labelled_by_event;
    spec.hit = Hit::positive_label;
  }
  source.values = &stream_.store(spec);
  source.values->keep(monitor_.window.length);
  const auto& labels = stream_.model().schema.label_fields;
  const auto asked = call.where ? dsl::fields_of(*call.where) : std::vector<std::size_t>{};
  const bool asks_for_label = std::any_of(asked.begin(), asked.end(), [&](std::size_t field) {
    return std::find(labels.begin(), labels.end(), field) != labels.end();
  });
  if (!source.labels_only || by_arrival || asks_for_label) return source;
  spec.basis = Basis::events;
  spec.makes = false;
  spec.hit = Hit::none;
  source.events = &stream_.store(spec);
  source.events->keep(monitor_.window.length);
  return source;
}

// A stream that has ended is judged up to the first window that ends at or after its last row.
bool Measurement::is_over(Instant to) const {
  if (!stream_.is_closed()) return false;
  const bool by_arrival = monitor_.window.labels == dsl::LabelMode::on_arrival;
  const Instant last = by_arrival ? stream_.last_label() : stream_.last_event();
  const bool tumbles = monitor_.window.kind == dsl::WindowKind::each;
  return to - (tumbles ? monitor_.window.length : monitor_.window.every) >= last;
}

evaluators::Value Measurement::scaled(const dsl::AggregateCall& call, evaluators::Value value) const {
  if (!call.def->per_second) return value;
  const double seconds = std::chrono::duration<double>(monitor_.window.length).count();
  value.value /= seconds;
  value.low /= seconds;
  value.high /= seconds;
  return value;
}

evaluators::Value Measurement::answer(const Source& source, const Cell& cell, const Part& part,
                                      Instant tick) const {
  const auto& name = source.call->def->name;
  if (name == "silence") {
    const Instant since = std::max(part.last_event, start_);
    return known(static_cast<double>((tick - since).count()));
  }
  if (name == "labelled")
    return part.n == 0 ? evaluators::Value{}
                       : known(static_cast<double>(part.labels) / static_cast<double>(part.n));
  return known(part.n == 0 ? 0 : static_cast<double>(cell.hits) / static_cast<double>(part.n));
}

Measurement::Part Measurement::part_of(const Source& source, const Segment& segment, Instant tick) const {
  const auto& grid = source.values->grid();
  const bool by_arrival = monitor_.window.labels == dsl::LabelMode::on_arrival;
  const Instant to = tick - shift_of(monitor_, stream_.model());
  const std::int64_t last = grid.pane_of(grid.tumbling ? to - Duration(1) : to);
  const std::int64_t first = last - monitor_.window.length / grid.width + 1;
  Cell cell;
  Cell events;
  Part part;
  for (const MemberId member : segment.members) {
    cell.merge(source.values->window(first, last, member));
    if (source.events != nullptr) events.merge(source.events->window(first, last, member));
    const PaneStore& clock = *source.values;
    part.last_event = std::max(part.last_event, clock.last_event(member));
  }
  part.n = source.events != nullptr ? events.count : cell.count;
  if (source.labels_only) {
    part.labels = cell.count;
    part.positives = cell.hits;
  }
  const bool is_coverage = source.call->def->make == nullptr && source.call->def->name == "labelled";
  part.is_empty = (source.labels_only && !is_coverage ? part.labels : part.n) == 0 && !source.call->def->never_empty;
  if (is_answered_here(*source.call)) {
    part.value = answer(source, cell, part, tick);
  } else {
    if (!cell.aggregate) cell.aggregate = stream_.make(*source.call, by_, segment.members.front());
    part.value = scaled(*source.call, cell.aggregate->value());
  }
  if (by_arrival) part.n = part.labels;
  return part;
}

bool Measurement::meets_needs(Sample& sample) const {
  const auto& needs = monitor_.needs;
  const double coverage = sample.n == 0 ? 0 : static_cast<double>(sample.labels) / static_cast<double>(sample.n);
  if (sample.n < needs.events) sample.reason = needs_events_;
  else if (sample.labels < needs.labels) sample.reason = needs_labels_;
  else if (sample.positives < needs.positives) sample.reason = needs_positives_;
  else if (needs.labelled > 0 && coverage < needs.labelled) sample.reason = needs_labelled_;
  else return true;
  return false;
}

Sample Measurement::judge(const std::vector<Part>& parts) const {
  Sample sample;
  sample.label_measure = monitor_.label_measure;
  sample.n = parts.front().n;
  sample.labels = parts.front().labels;
  sample.positives = parts.front().positives;
  std::vector<evaluators::Value> values;
  for (const auto& part : parts) {
    sample.last_event = std::max(sample.last_event, part.last_event);
    values.push_back(part.is_empty ? evaluators::Value{} : part.value);
  }
  sample.kind = SampleKind::empty;
  sample.reason = kNoData;
  if (std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.is_empty; })) return sample;
  sample.kind = SampleKind::few;
  if (!meets_needs(sample)) return sample;
  sample.reason = kUndefined;
  const auto value = evaluate(*monitor_.measure, values);
  if (!value.known) return sample;
  sample.kind = SampleKind::value;
  sample.reason = {};
  sample.value = value.value;
  sample.low = value.low;
  sample.high = value.high;
  return sample;
}

MemberSample Measurement::member_sample(const Segment& segment, Sample sample) const {
  return {segment.text, segment.labels, segment.named, false, std::move(sample)};
}

std::vector<MemberSample> Measurement::sample_panes(Instant tick) {
  const Instant to = tick - shift_of(monitor_, stream_.model());
  std::vector<MemberSample> samples;
  if (is_over(to)) return samples;
  for (const auto& segment : segments_.at(tick)) {
    // The members of `other` have references of their own, which cannot be put together.
    const bool compares = std::any_of(sources_.begin(), sources_.end(),
                                      [](const Source& s) { return s.call->reference.has_value(); });
    if (segment.is_other && compares) continue;
    std::vector<Part> parts;
    for (const auto& source : sources_) parts.push_back(part_of(source, segment, tick));
    Sample sample = judge(parts);
    sample.from = to - monitor_.window.length;
    sample.to = to;
    samples.push_back(member_sample(segment, std::move(sample)));
  }
  for (const auto& source : sources_)
    for (PaneStore* store : {source.values, source.events})
      if (store != nullptr) store->forget_before(store->grid().pane_of(to));
  return samples;
}

Measurement::Part Measurement::chunk_part(const Source& source, const Chunk& chunk, Instant tick) const {
  const Batch batch = gather(chunk.rows, stream_.needed());
  evaluators::Block block(batch, stream_.model().schema, 0, batch.rows);
  const Bits& selected = block.selected(*source.call);
  std::vector<std::uint32_t> rows;
  Part part;
  for (std::uint32_t i = 0; i < batch.rows; ++i) {
    if (!selected[i]) continue;
    ++part.n;
    const bool is_known = batch.label_known[i] <= tick;
    part.labels += source.labels_only && is_known;
    if (!source.labels_only || is_known) rows.push_back(i);
  }
  if (source.labels_only && source.call->label) {
    const Bits hit = positive_labels(block, *source.call);
    for (const std::uint32_t row : rows) part.positives += hit[row];
  }
  part.is_empty = rows.empty() && !source.call->def->never_empty;
  if (is_answered_here(*source.call)) {
    Cell cell;
    part.value = answer(source, cell, part, tick);
    return part;
  }
  const auto aggregate = stream_.make(*source.call, by_, chunk.member);
  aggregate->add(block, rows);
  part.value = aggregate->value();
  return part;
}

std::vector<MemberSample> Measurement::sample_chunks(Instant tick) {
  const Instant upto = tick - shift_of(monitor_, stream_.model());
  std::vector<MemberSample> samples;
  const auto chunks = chunks_->take(upto);
  const auto segments = segments_.at(tick);
  std::vector<bool> has_sample(segments.size(), false);
  for (const auto& chunk : chunks) {
    const auto at = std::find_if(segments.begin(), segments.end(), [&](const Segment& segment) {
      return !segment.is_other && segment.members.front() == chunk.member;
    });
    if (at == segments.end()) continue;  // without a place in `top N`
    has_sample[static_cast<std::size_t>(at - segments.begin())] = true;
    std::vector<Part> parts;
    for (const auto& source : sources_) parts.push_back(chunk_part(source, chunk, tick));
    Sample sample = judge(parts);
    sample.from = chunk.rows.front().time();
    sample.to = chunk.rows.back().time();
    sample.last_event = chunks_->last_event(chunk.member);
    samples.push_back(member_sample(*at, std::move(sample)));
  }
  if (monitor_.no_data.policy != dsl::GapPolicy::alert || is_over(upto)) return samples;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (has_sample[i] || segments[i].is_other) continue;
    Sample nothing;
    nothing.reason = kNoData;
    nothing.last_event = chunks_->last_event(segments[i].members.front());
    samples.push_back(member_sample(segments[i], nothing));
    samples.back().gap_only = true;
  }
  return samples;
}

std::vector<MemberSample> Measurement::sample(Instant tick) {
  return chunks_ != nullptr ? sample_chunks(tick) : sample_panes(tick);
}

}  // namespace tocsin::engine
