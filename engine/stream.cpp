#include "engine/stream.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.hpp"

namespace tocsin::engine {
namespace {

// An event further ahead of the clock than this cannot be true.
constexpr Duration kFuture = 1min;

bool is_absent(const Column& column) { return !column.valid.any() && !column.malformed.any(); }

std::string key_of(const StoreSpec& spec) {
  return fmt::format("{}|{}|{}|{}|{}/{}/{}|{}|{}", spec.call == nullptr ? "" : spec.call->canonical,
                     spec.makes, static_cast<int>(spec.basis), static_cast<int>(spec.hit),
                     spec.grid.width.count(), spec.grid.shift.count(), spec.grid.tumbling,
                     fmt::join(spec.by, ","), spec.with_all);
}

Bits malformed_rows(const evaluators::Block& block) {
  Bits hit(block.rows());
  for (std::size_t field = 0; field < block.schema().fields.size(); ++field)
    for (std::size_t row = 0; row < block.rows(); ++row)
      if (block.is_malformed(field, row)) hit.set(row);
  return hit;
}

// A label column that waits for its labels: room for every row, nothing known.
Column unlabelled(FieldType type, std::size_t rows, const std::shared_ptr<Dictionary>& dictionary) {
  Column column;
  column.dictionary = dictionary;
  column.valid = column.malformed = Bits(rows);
  switch (type) {
    case FieldType::category: column.codes.resize(rows); break;
    case FieldType::text: column.texts.resize(rows); break;
    case FieldType::time: column.times.resize(rows); break;
    default: column.numbers.resize(rows);
  }
  return column;
}

std::vector<std::uint32_t> intersect(const std::vector<std::uint32_t>& rows, const Bits& bits) {
  std::vector<std::uint32_t> both;
  both.reserve(rows.size());
  for (const std::uint32_t row : rows)
    if (bits[row]) both.push_back(row);
  return both;
}

}  // namespace

Bits positive_labels(evaluators::Block& block, const dsl::AggregateCall& call) {
  Bits hit(block.rows());
  if (!call.label) return hit;
  const std::size_t field = *call.label;
  const bool is_category = block.schema().fields[field].type == FieldType::category;
  const auto* dictionary = block.batch().columns[field].dictionary.get();
  const auto code = is_category && dictionary != nullptr ? dictionary->find(call.positive) : std::nullopt;
  if (is_category && !code) return hit;
  const double number = call.positive == "true" ? 1.0 : std::strtod(call.positive.c_str(), nullptr);
  for (std::size_t row = 0; row < block.rows(); ++row)
    if (block.is_valid(field, row))
      hit.assign(row, is_category ? block.codes(field)[row] == *code : block.numbers(field)[row] == number);
  return hit;
}

Stream::Stream(const dsl::ModelPlan& model, std::vector<Batch> references)
    : model_(model), references_(std::move(references)), needed_(model.schema.fields.size(), false) {
  for (const auto& field : model_.schema.fields)
    dictionaries_.push_back(field.type == FieldType::category ? std::make_shared<Dictionary>() : nullptr);
  for (auto& reference : references_) adopt(reference);
  for (const auto& reference : references_)
    reference_blocks_.push_back(std::make_unique<evaluators::Block>(reference, model_.schema, 0, reference.rows));
}

// Codes of the source become codes of ours.
void Stream::adopt(Column& column, std::size_t field) {
  if (!column.dictionary || !dictionaries_[field]) return;
  auto& [theirs, codes] = translations_[column.dictionary.get()];
  theirs = column.dictionary;  // kept, so that its address stays its own
  while (codes.size() < theirs->size())
    codes.push_back(dictionaries_[field]->code(theirs->text(static_cast<std::uint32_t>(codes.size()))));
  for (auto& code : column.codes) code = code < codes.size() ? codes[code] : 0;
  column.dictionary = dictionaries_[field];
}

void Stream::adopt(Batch& batch) {
  for (std::size_t field = 0; field < batch.columns.size(); ++field) adopt(batch.columns[field], field);
}

MemberIndex* Stream::index(const std::vector<std::size_t>& by) {
  if (by.empty()) return nullptr;
  auto& index = indexes_[by];
  if (!index) index = std::make_unique<MemberIndex>(model_.schema, by, dictionaries_);
  return index.get();
}

void Stream::need(const dsl::AggregateCall& call, const std::vector<std::size_t>& by) {
  const auto mark = [&](std::size_t field) { needed_[field] = true; };
  std::for_each(call.reads.begin(), call.reads.end(), mark);
  std::for_each(by.begin(), by.end(), mark);
  std::for_each(model_.schema.label_fields.begin(), model_.schema.label_fields.end(), mark);
  for (const auto& field : {call.prediction, call.label, call.score})
    if (field) mark(*field);
  if (call.where) for (const std::size_t field : dsl::fields_of(*call.where)) mark(field);
  for (const auto& arg : call.args)
    for (const std::size_t field : dsl::fields_of(*arg)) mark(field);
}

PaneStore& Stream::store(const StoreSpec& spec) {
  if (spec.call != nullptr) need(*spec.call, spec.by);
  auto& store = stores_[key_of(spec)];
  if (!store) {
    PaneStore::Make make;
    if (spec.makes)
      make = [this, call = spec.call, by = spec.by](MemberId member) { return this->make(*call, by, member); };
    store = std::make_unique<Store>(Store{spec, PaneStore(spec.grid, std::move(make)), index(spec.by)});
  }
  return store->panes;
}

Chunks& Stream::chunks(const dsl::AggregateCall& call, std::uint64_t count, const std::vector<std::size_t>& by,
                       bool with_all, bool by_label_arrival) {
  need(call, by);
  chunked_.push_back(std::make_unique<Chunked>(
      Chunked{Chunks(model_.schema, call, count, index(by), with_all), by_label_arrival}));
  return chunked_.back()->chunks;
}

// The filter applies to both sides, unless the reference does not have what it asks for.
Stream::RowNumbers Stream::rows_of_reference(const dsl::AggregateCall& call, std::size_t reference,
                                             const std::vector<std::size_t>& by, MemberId member) {
  evaluators::Block& block = *reference_blocks_[reference];
  const auto lacks = [&](std::size_t field) { return is_absent(references_[reference].columns[field]); };
  RowNumbers all(block.rows());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  const auto asked = call.where ? dsl::fields_of(*call.where) : std::vector<std::size_t>{};
  if (std::none_of(asked.begin(), asked.end(), lacks)) all = intersect(all, block.selected(call));
  if (member == kAll || by.empty() || std::any_of(by.begin(), by.end(), lacks)) return all;
  const auto& members = index(by)->number(block);
  std::erase_if(all, [&](std::uint32_t row) { return members[row] != member; });
  return all;
}

std::unique_ptr<evaluators::Aggregate> Stream::make(const dsl::AggregateCall& call,
                                                    const std::vector<std::size_t>& by, MemberId member) {
  TOCSIN_CHECK(call.def->make != nullptr, "a measure with an aggregate");
  if (!call.reference) return call.def->make(call, nullptr);
  const RowNumbers rows = rows_of_reference(call, *call.reference, by, member);
  const evaluators::ReferenceView view{*reference_blocks_[*call.reference], rows};
  return call.def->make(call, &view);
}

void Stream::start() {
  join_ = std::make_unique<LabelJoin>(model_.schema, std::max(keep_, model_.schema.horizon), counts_);
}

void Stream::ingest(Batch rows) {
  adopt(rows);
  unreadable_.insert(unreadable_.end(), rows.unreadable.begin(), rows.unreadable.end());
  if (model_.schema.labels_apart) {
    rows.label_known.assign(rows.rows, kForever);
    for (const std::size_t field : model_.schema.label_fields)
      rows.columns[field] = unlabelled(model_.schema.fields[field].type, rows.rows, dictionaries_[field]);
  }
  pending_.push_back({std::make_shared<Batch>(std::move(rows)), 0});
}

void Stream::ingest(LabelBatch labels) {
  for (std::size_t i = 0; i < labels.columns.size(); ++i) adopt(labels.columns[i], model_.schema.label_fields[i]);
  pending_labels_.push_back({std::move(labels), 0});
}

void Stream::close() { is_closed_ = true; }

// Counts the rows; leaves out those from the future.
Stream::RowNumbers Stream::accept(const Batch& batch, std::size_t begin, std::size_t end) {
  RowNumbers rows;
  for (std::size_t i = begin; i < end; ++i) {
    ++counts_.rows;
    if (batch.time[i] > batch.arrival[i] + kFuture) {
      ++counts_.future;
      ++counts_.malformed;
      continue;
    }
    if (batch.arrival[i] - batch.time[i] > model_.lateness) ++counts_.late;
    last_event_ = std::max(last_event_, batch.time[i]);
    rows.push_back(static_cast<std::uint32_t>(i - begin));
  }
  return rows;
}

void Stream::feed(evaluators::Block& block, const RowNumbers& rows, Basis basis,
                  const std::vector<Instant>& times) {
  std::map<const Bits*, RowNumbers> selections;
  std::map<MemberIndex*, std::vector<MemberId>> members;  // copies: a reference may be numbered meanwhile
  for (auto& [key, store] : stores_) {
    const auto& spec = store->spec;
    if (spec.basis != basis) continue;
    const RowNumbers* selected = &rows;
    if (spec.call != nullptr) {
      const Bits& bits = block.selected(*spec.call);
      const auto [at, is_new] = selections.try_emplace(&bits);
      if (is_new) at->second = intersect(rows, bits);
      selected = &at->second;
    }
    if (store->index != nullptr && !members.contains(store->index))
      members[store->index] = store->index->number(block);
    Bits hit;
    if (spec.hit == Hit::positive_label) hit = positive_labels(block, *spec.call);
    if (spec.hit == Hit::malformed) hit = malformed_rows(block);
    store->panes.add({.block = block,
                      .rows = *selected,
                      .times = times,
                      .members = store->index == nullptr ? nullptr : &members[store->index],
                      .with_all = spec.with_all,
                      .hit = spec.hit == Hit::none ? nullptr : &hit});
  }
}

void Stream::take_events(const std::shared_ptr<Batch>& batch, std::size_t begin, std::size_t end) {
  const RowNumbers rows = accept(*batch, begin, end);
  if (rows.empty()) return;
  evaluators::Block block(*batch, model_.schema, begin, end);
  const Bits malformed = malformed_rows(block);
  for (const std::uint32_t row : rows) counts_.malformed += malformed[row];
  for (auto& [by, index] : indexes_) {
    index->number(block);
    index->count(block, rows);
  }
  const std::vector<Instant> times(batch->time.begin() + static_cast<std::ptrdiff_t>(begin),
                                   batch->time.begin() + static_cast<std::ptrdiff_t>(end));
  feed(block, rows, Basis::events, times);
  if (chunked_.empty() && model_.schema.label_fields.empty()) return;
  for (const std::uint32_t row : rows) {
    const RowRef ref{batch, static_cast<std::uint32_t>(begin + row)};
    for (auto& chunked : chunked_)
      if (!chunked->by_label_arrival) chunked->chunks.add(ref, ref.time());
    if (!model_.schema.label_fields.empty()) join_->add_event(ref);
  }
}

void Stream::take_unreadable(Instant now) {
  const auto end = std::upper_bound(unreadable_.begin(), unreadable_.end(), now);
  const std::vector<Instant> times(unreadable_.begin(), end);
  unreadable_.erase(unreadable_.begin(), end);
  counts_.malformed += times.size();
  for (auto& [key, store] : stores_)
    if (store->spec.hit == Hit::malformed) store->panes.add_unreadable(times);
}

void Stream::take_labelled(const std::vector<KnownLabel>& known) {
  if (known.empty()) return;
  std::vector<RowRef> refs;
  std::vector<Instant> events, arrivals;
  for (const auto& label : known) {
    refs.push_back(label.row);
    events.push_back(label.row.time());
    arrivals.push_back(label.known);
    for (auto& chunked : chunked_)
      if (chunked->by_label_arrival) chunked->chunks.add(label.row, label.known);
  }
  RowNumbers rows(refs.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
  const bool in_place = is_run(refs);
  Batch copy;
  if (!in_place) copy = gather(refs, needed_);
  const std::size_t first = in_place ? refs.front().row : 0;
  evaluators::Block block(in_place ? *refs.front().batch : copy, model_.schema, first, first + refs.size());
  feed(block, rows, Basis::labelled_by_event, events);
  feed(block, rows, Basis::labelled_by_arrival, arrivals);
}

void Stream::absorb(Instant now) {
  while (!pending_.empty()) {
    auto& [batch, next] = pending_.front();
    const auto from = batch->arrival.begin() + static_cast<std::ptrdiff_t>(next);
    const auto end = static_cast<std::size_t>(
        std::upper_bound(from, batch->arrival.end(), now) - batch->arrival.begin());
    if (end > next) take_events(batch, next, end);
    next = end;
    if (end < batch->rows) break;
    pending_.pop_front();
  }
  take_unreadable(now);
  while (!pending_labels_.empty()) {
    auto& [labels, next] = pending_labels_.front();
    while (next < labels.rows && (labels.arrival[next] <= now || labels.arrival[next] == kForever))
      join_->add_label(labels, next++);
    if (next < labels.rows) break;
    pending_labels_.pop_front();
  }
  take_labelled(join_->take_known(now));
  if (is_closed_ && pending_.empty() && pending_labels_.empty()) join_->close();
}

void Stream::save(Encoder& out, RowSaver& rows) const {
  for (const auto& dictionary : dictionaries_) {
    out.u64(dictionary ? dictionary->size() : 0);
    for (std::uint32_t code = 0; dictionary && code < dictionary->size(); ++code) out.text(dictionary->text(code));
  }
  for (const auto& [by, index] : indexes_) index->save(out);
  for (const auto& [key, store] : stores_) store->panes.save(out);
  for (const std::uint64_t n : {counts_.rows, counts_.future, counts_.malformed, counts_.late, counts_.labels,
                                counts_.labels_unmatched, counts_.labels_late, counts_.labels_conflicting})
    out.u64(n);
  out.instant(last_event_);
  out.boolean(is_closed_);
  out.u64(pending_.size());
  for (const auto& pending : pending_) {
    rows.save(pending.batch);
    out.u64(pending.next);
  }
  out.u64(unreadable_.size());
  for (const Instant t : unreadable_) out.instant(t);
  out.u64(pending_labels_.size());
  for (const auto& [labels, next] : pending_labels_) {
    out.u64(labels.rows);
    out.u64(next);
    for (std::size_t i = 0; i < labels.rows; ++i) {
      out.hash(labels.key[i]);
      out.instant(labels.arrival[i]);
    }
    for (const auto& column : labels.columns) save_column(out, column);
  }
  join_->save(out, rows);
  for (const auto& chunked : chunked_) chunked->chunks.save(out, rows);
}

void Stream::load(Decoder& in) {
  translations_.clear();
  for (auto& dictionary : dictionaries_)
    for (std::size_t n = in.count(); n > 0; --n) {
      const std::string text = in.text();
      if (dictionary) dictionary->code(text);
    }
  for (auto& [by, index] : indexes_) index->load(in);
  for (auto& [key, store] : stores_) store->panes.load(in);
  for (std::uint64_t* n : {&counts_.rows, &counts_.future, &counts_.malformed, &counts_.late, &counts_.labels,
                           &counts_.labels_unmatched, &counts_.labels_late, &counts_.labels_conflicting})
    *n = in.u64();
  last_event_ = in.instant();
  is_closed_ = in.boolean();
  RowLoader rows(in, model_.schema, dictionaries_);
  pending_.clear();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    auto batch = rows.batch();
    const std::size_t next = in.u64();
    if (!batch || next > batch->rows) return in.fail();
    pending_.push_back({std::move(batch), next});
  }
  unreadable_.resize(in.count());
  for (Instant& t : unreadable_) t = in.instant();
  pending_labels_.clear();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    PendingLabels pending;
    pending.batch.rows = in.count();
    pending.next = in.u64();
    for (std::size_t i = 0; i < pending.batch.rows && !in.failed(); ++i) {
      pending.batch.key.push_back(in.hash());
      pending.batch.arrival.push_back(in.instant());
    }
    for (const std::size_t field : model_.schema.label_fields)
      pending.batch.columns.push_back(load_column(in, dictionaries_[field]));
    if (pending.next > pending.batch.rows) return in.fail();
    pending_labels_.push_back(std::move(pending));
  }
  join_->load(in, rows, dictionaries_);
  for (auto& chunked : chunked_) chunked->chunks.load(in, rows);
}

}  // namespace tocsin::engine
