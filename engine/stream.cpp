#include "engine/stream.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::engine {
namespace {

std::vector<Batch> adopted(Codes& codes, std::vector<Batch> references) {
  for (auto& reference : references)
    for (std::size_t field = 0; field < reference.columns.size(); ++field)
      codes.adopt(reference.columns[field], field);
  return references;
}

bool is_same(const dsl::SegmentField& a, const dsl::SegmentField& b) {
  return a.field == b.field && a.members == b.members;
}

std::span<const Instant> slice(const std::vector<Instant>& times, std::size_t begin,
                               std::size_t rows) {
  return std::span(times).subspan(begin, rows);
}

}  // namespace

Stream::Stream(const dsl::ModelPlan& model, std::vector<Batch> references, Instant start)
    : model_(model),
      start_(start),
      codes_(model.schema),
      references_(model.schema, adopted(codes_, std::move(references))),
      stores_(indexes_, model.lateness,
              [this](const dsl::AggregateCall& call, MemberIndex* index, MemberId member) {
                return make(call, index, member);
              }),
      needed_(model.schema.fields.size(), false),
      rolling_(model.schema) {}

std::size_t Stream::index(const dsl::ByPlan& by) {
  if (by.fields.empty()) return kNoIndex;
  for (std::size_t i = 0; i < indexes_.size(); ++i)
    if (std::ranges::equal(indexes_[i].fields(), by.fields, is_same)) return i;
  indexes_.emplace_back(model_.schema, by.fields, codes_.dictionaries());
  return indexes_.size() - 1;
}

std::vector<bool> Stream::read_by(const dsl::AggregateCall& call, std::size_t index) const {
  // It reads no field of its own, and looks at all of them.
  const bool looks_at_all = call.def->name == "columns_match";
  std::vector<bool> fields(needed_.size(), looks_at_all);
  for (const std::size_t field : call.reads) fields[field] = true;
  if (index != kNoIndex)
    for (const auto& field : indexes_[index].fields()) fields[field.field] = true;
  return fields;
}

void Stream::need(const dsl::AggregateCall& call, std::size_t index) {
  const auto fields = read_by(call, index);
  for (std::size_t field = 0; field < fields.size(); ++field)
    needed_[field] = needed_[field] || fields[field];
}

PaneStore& Stream::store(const StoreSpec& spec) {
  const bool waits =
      spec.basis == Basis::labelled_by_event || spec.basis == Basis::labelled_by_arrival;
  if (spec.call != nullptr && waits) need(*spec.call, spec.index);
  return stores_.store(spec);
}

Chunks& Stream::chunks(const dsl::AggregateCall& call, const dsl::WindowPlan& window,
                       std::size_t index) {
  const bool by_label_arrival = window.labels == dsl::LabelMode::on_arrival;
  ChunkSpec spec{.call = &call,
                 .count = window.count,
                 .slides = window.kind == dsl::WindowKind::events,
                 .index = member_index(index),
                 .needed = read_by(call, index),
                 .waits_for_labels = call.label_measure && !by_label_arrival};
  return chunked_
      .emplace_back(Chunked{Chunks(model_.schema, std::move(spec)), index, by_label_arrival})
      .chunks;
}

void Stream::keep_past(const dsl::AggregateCall& call, std::size_t index, Duration reach,
                       Duration live) {
  need(call, index);
  rolling_.keep(reach, live);
  if (!call.label_measure) return;
  past_waits_for_labels_ = true;
  keep_labels(reach);
}

void Stream::begin() {
  join_ =
      std::make_unique<LabelJoin>(model_.schema, std::max(keep_, model_.schema.horizon), tally_);
}

std::unique_ptr<evaluators::Aggregate> Stream::make(const dsl::AggregateCall& call,
                                                    MemberIndex* index, MemberId member) {
  TOCSIN_CHECK(call.def->make != nullptr, "a measure with an aggregate");
  if (!call.reference) return call.def->make(call, nullptr);
  auto& summarised = summarised_[{call.canonical, index, member}];
  if (!summarised) {
    const auto rows = references_.rows(call, *call.reference, index, member);
    const evaluators::ReferenceView view{references_.block(*call.reference), rows};
    summarised = call.def->make(call, &view);
  }
  return summarised->fresh();
}

std::unique_ptr<evaluators::Aggregate> Stream::make_against(const dsl::AggregateCall& call,
                                                            RollingRows::Span& past,
                                                            MemberIndex* index, MemberId member) {
  const auto rows = past.compared(call, index, member);
  const evaluators::ReferenceView view{past.block(), rows};
  return call.def->make(call, &view);
}

std::unique_ptr<evaluators::Aggregate> Stream::make_on_reference(const dsl::AggregateCall& call,
                                                                 MemberIndex* index,
                                                                 MemberId member) {
  auto aggregate = make(call, index, member);
  const auto rows = references_.rows(call, *call.on, index, member);
  aggregate->add(references_.block(*call.on), rows);
  return aggregate;
}

// Label columns that the rows do not bring are made room for: the join writes into them.
void Stream::adopt(Batch& batch) {
  const auto& schema = model_.schema;
  if (schema.labels_apart) {
    batch.label_known.assign(batch.rows, kForever);
    for (const std::size_t field : schema.label_fields)
      batch.columns[field] =
          missing_column(schema.fields[field].type, batch.rows, codes_.dictionaries()[field]);
  }
  for (std::size_t field = 0; field < batch.columns.size(); ++field) {
    Column& column = batch.columns[field];
    codes_.adopt(column, field);
    column.valid.resize(batch.rows);
    column.malformed.resize(batch.rows);
  }
}

void Stream::ingest(Batch rows) {
  unreadable_.insert(unreadable_.end(), rows.unreadable.begin(), rows.unreadable.end());
  if (deliveries_.has_readers()) note_ends(rows.delivered);
  if (rows.rows == 0) return;
  adopt(rows);
  pending_.push_back({std::make_shared<Batch>(std::move(rows)), 0});
}

void Stream::note_ends(const std::vector<Delivery>& delivered) {
  ends_.insert(ends_.end(), delivered.begin(), delivered.end());
  std::ranges::stable_sort(ends_, {}, &Delivery::at);
}

void Stream::ingest(LabelBatch labels) {
  if (labels.rows == 0) return;
  for (std::size_t i = 0; i < labels.columns.size(); ++i)
    codes_.adopt(labels.columns[i], model_.schema.label_fields[i]);
  pending_labels_.push_back({std::make_shared<const LabelBatch>(std::move(labels)), 0});
}

Instant Stream::end_of_events() const {
  return is_closed_ && pending_.empty() ? last_event_ : kForever;
}

Instant Stream::end_of_labels() const {
  return is_closed_ && pending_.empty() && pending_labels_.empty() ? join_->last_known() : kForever;
}

// Counts the rows; leaves out those from the future.
Stream::RowNumbers Stream::accept(const Batch& batch, std::size_t begin, std::size_t end) {
  RowNumbers rows;
  rows.reserve(end - begin);
  std::vector<Instant> future;
  counts_.rows += end - begin;
  for (std::size_t i = begin; i < end; ++i) {
    if (batch.time[i] > batch.arrival[i] + kFuture) {
      future.push_back(batch.arrival[i]);
      continue;
    }
    counts_.late += is_late(batch, i, model_.lateness);
    last_event_ = std::max(last_event_, batch.time[i]);
    rows.push_back(static_cast<std::uint32_t>(i - begin));
  }
  counts_.future += future.size();
  counts_.malformed += future.size();
  stores_.add_unreadable(future);
  return rows;
}

std::vector<std::vector<MemberId>> Stream::members_of(evaluators::Block& block,
                                                      const RowNumbers& rows) {
  std::vector<std::vector<MemberId>> members;
  for (auto& index : indexes_) members.push_back(index.number(block, rows));
  return members;
}

void Stream::take_events(const std::shared_ptr<Batch>& batch, std::size_t begin, std::size_t end) {
  const std::uint64_t first_number = counts_.rows;
  RowNumbers rows = accept(*batch, begin, end);
  if (rows.empty()) return;
  Intake intake{batch,           begin,
                first_number,    evaluators::Block(*batch, model_.schema, begin, end),
                std::move(rows), {}};
  count(intake);
  stores_.feed(Basis::events,
               {intake.block, intake.rows, slice(batch->time, begin, end - begin), intake.members});
  stores_.feed(
      Basis::events_by_arrival,
      {intake.block, intake.rows, slice(batch->arrival, begin, end - begin), intake.members});
  feed_chunks(intake);
  hold_deliveries(intake);
  if (rolling_.is_asked()) hold_past(intake);
  if (waits_for_labels()) join_rows(intake);
}

void Stream::count(Intake& intake) {
  const Bits malformed = malformed_rows(intake.block);
  if (malformed.any())
    for (const std::uint32_t row : intake.rows) counts_.malformed += malformed[row];
  intake.members = members_of(intake.block, intake.rows);
  for (std::size_t i = 0; i < indexes_.size(); ++i)
    indexes_[i].count(intake.block, intake.rows, intake.members[i]);
}

// Chunks begin with the monitors: what happened before belongs to none.
void Stream::feed_chunks(Intake& intake) {
  const auto times = slice(intake.batch->time, intake.begin, intake.block.rows());
  for (auto& [chunks, index, by_label_arrival] : chunked_) {
    if (by_label_arrival) continue;
    for (const std::uint32_t row : intake.rows)
      if (times[row] >= start_) chunks.add(intake.ref(row), times[row], intake.number(row));
    chunks.note(intake.block, intake.rows, times,
                index == kNoIndex ? nullptr : &intake.members[index]);
  }
}

void Stream::hold_deliveries(const Intake& intake) {
  const auto& numbers = intake.batch->delivery;
  if (numbers.empty() || !deliveries_.has_readers()) return;
  for (const std::uint32_t row : intake.rows)
    deliveries_.add(intake.ref(row), numbers[intake.begin + row]);
}

// A copy of what is read of the rows, unless a label is still to be written into them.
void Stream::hold_past(const Intake& intake) {
  if (past_waits_for_labels_) {
    for (const std::uint32_t row : intake.rows) rolling_.add(intake.ref(row), intake.number(row));
    return;
  }
  std::vector<RowRef> refs;
  for (const std::uint32_t row : intake.rows) refs.push_back(intake.ref(row));
  const auto copy = std::make_shared<Batch>(gather(refs, needed_));
  copy->key.resize(copy->rows);
  for (std::uint32_t i = 0; i < copy->rows; ++i)
    rolling_.add({copy, i}, intake.number(intake.rows[i]));
}

// What had ended before the monitors began is nobody's.
void Stream::end_deliveries(Instant now) {
  deliveries_.forget();
  for (; !ends_.empty() && ends_.front().at <= now; ends_.pop_front()) {
    const auto& delivery = ends_.front();
    if (delivery.at < start_)
      deliveries_.drop(delivery.number);
    else
      deliveries_.end(delivery);
  }
}

// A label that is known with its row takes part at once, without a copy of the row.
void Stream::join_rows(Intake& intake) {
  const Batch& batch = *intake.batch;
  if (model_.schema.labels_apart) {
    for (const std::uint32_t row : intake.rows)
      join_->add_event(intake.ref(row), intake.number(row));
    return;
  }
  if (batch.label_known.empty()) return;
  RowNumbers at_once;
  for (const std::uint32_t row : intake.rows) {
    const std::size_t i = intake.begin + row;
    const Instant known = batch.label_known[i];
    if (known == kForever) continue;
    join_->note_in_row(batch.time[i], std::max(known, batch.arrival[i]));
    if (known <= batch.arrival[i])
      at_once.push_back(row);
    else
      join_->schedule(intake.ref(row), intake.number(row), known);
  }
  feed_labelled(intake, at_once);
}

void Stream::feed_labelled(Intake& intake, const RowNumbers& rows) {
  const std::size_t size = intake.block.rows();
  const auto arrivals = slice(intake.batch->arrival, intake.begin, size);
  stores_.feed(Basis::labelled_by_event,
               {intake.block, rows, slice(intake.batch->time, intake.begin, size), intake.members});
  stores_.feed(Basis::labelled_by_arrival, {intake.block, rows, arrivals, intake.members});
  for (auto& [chunks, index, by_label_arrival] : chunked_) {
    if (!by_label_arrival) continue;
    for (const std::uint32_t row : rows)
      chunks.add(intake.ref(row), arrivals[row], intake.number(row));
    chunks.note(intake.block, rows, arrivals, index == kNoIndex ? nullptr : &intake.members[index]);
  }
}

void Stream::take_labelled(const std::vector<KnownLabel>& known) {
  if (known.empty()) return;
  std::vector<RowRef> refs;
  std::vector<Instant> arrivals;
  for (const auto& label : known) {
    refs.push_back(label.row);
    arrivals.push_back(label.known);
  }
  const Batch batch = gather(refs, needed_);
  evaluators::Block block(batch, model_.schema, 0, batch.rows);
  RowNumbers rows(batch.rows);
  std::iota(rows.begin(), rows.end(), 0);
  const auto members = members_of(block, rows);
  stores_.feed(Basis::labelled_by_event, {block, rows, batch.time, members});
  stores_.feed(Basis::labelled_by_arrival, {block, rows, arrivals, members});
  for (auto& [chunks, index, by_label_arrival] : chunked_) {
    if (!by_label_arrival) continue;
    for (const auto& label : known) chunks.add(label.row, label.known, label.number);
    chunks.note(block, rows, arrivals, index == kNoIndex ? nullptr : &members[index]);
  }
}

Instant Stream::oldest_held() const {
  Instant oldest = deliveries_.oldest();
  for (const auto& chunked : chunked_) oldest = std::min(oldest, chunked.chunks.oldest());
  return oldest;
}

void Stream::absorb_events(Instant now) {
  while (!pending_.empty()) {
    auto& [batch, next] = pending_.front();
    const auto& arrival = batch->arrival;
    const auto end = static_cast<std::size_t>(
        std::upper_bound(arrival.begin() + static_cast<std::ptrdiff_t>(next), arrival.end(), now) -
        arrival.begin());
    if (end > next) take_events(batch, next, end);
    next = end;
    if (end < batch->rows) return;
    pending_.pop_front();
  }
}

void Stream::absorb_unreadable(Instant now) {
  const auto end = std::upper_bound(unreadable_.begin(), unreadable_.end(), now);
  const std::vector<Instant> times(unreadable_.begin(), end);
  unreadable_.erase(unreadable_.begin(), end);
  counts_.malformed += times.size();
  stores_.add_unreadable(times);
}

void Stream::absorb_labels(Instant now) {
  while (!pending_labels_.empty()) {
    auto& [labels, next] = pending_labels_.front();
    for (;
         next < labels->rows && (labels->arrival[next] <= now || labels->arrival[next] == kForever);
         ++next)
      join_->add_label(labels, next);
    if (next < labels->rows) return;
    pending_labels_.pop_front();
  }
}

void Stream::absorb(Instant now) {
  if (model_.schema.labels_apart) join_->keep_from(oldest_held());
  absorb_events(now);
  end_deliveries(now);
  rolling_.forget(now);
  absorb_unreadable(now);
  absorb_labels(now);
  take_labelled(join_->take_known(now));
  if (is_closed_ && pending_.empty() && pending_labels_.empty()) join_->close();
  for (const auto& [basis, at] : tally_.take()) stores_.add(basis, at);
}

}  // namespace tocsin::engine
