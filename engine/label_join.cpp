#include "engine/label_join.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace tocsin::engine {
namespace {

// One row of a column as a column of its own.
Column cell_of(const Column& from, std::size_t row) {
  Column cell;
  cell.dictionary = from.dictionary;
  if (row < from.numbers.size()) cell.numbers.push_back(from.numbers[row]);
  if (row < from.times.size()) cell.times.push_back(from.times[row]);
  if (row < from.codes.size()) cell.codes.push_back(from.codes[row]);
  if (row < from.texts.size()) cell.texts.push_back(from.texts[row]);
  cell.valid.push_back(from.valid[row]);
  cell.malformed.push_back(from.malformed[row]);
  return cell;
}

template <typename T>
void put(std::vector<T>& into, std::size_t row, const std::vector<T>& cell) {
  if (!cell.empty()) into[row] = cell.front();
}

void put_cell(Column& into, std::size_t row, const Column& cell) {
  put(into.numbers, row, cell.numbers);
  put(into.times, row, cell.times);
  put(into.codes, row, cell.codes);
  put(into.texts, row, cell.texts);
  into.valid.assign(row, cell.valid[0]);
  into.malformed.assign(row, cell.malformed[0]);
}

template <typename T>
bool same(const std::vector<T>& column, std::size_t row, const std::vector<T>& cell) {
  return cell.empty() || (row < column.size() && column[row] == cell.front());
}

}  // namespace

void LabelJoin::schedule(const RowRef& row, Instant known, Instant now) {
  last_known_ = std::max(last_known_, known);
  const std::uint64_t order = order_++;
  const bool in_order = fresh_.empty() || fresh_.back().known <= known;
  if (known <= now && in_order) fresh_.push_back({known, order, row});
  else queue_.emplace(std::make_pair(known, order), row);
}

bool LabelJoin::is_same(const RowRef& row, const Values& values) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Column& column = row.batch->columns[schema_.label_fields[i]];
    const Column& cell = values[i];
    const bool valid = row.row < column.valid.size() && column.valid[row.row];
    if (valid != cell.valid[0]) return false;
    if (!valid) continue;
    if (!same(column.numbers, row.row, cell.numbers) || !same(column.times, row.row, cell.times) ||
        !same(column.codes, row.row, cell.codes) || !same(column.texts, row.row, cell.texts))
      return false;
  }
  return true;
}

void LabelJoin::join(Prediction& prediction, const Values& values, Instant arrival) {
  const RowRef& ref = prediction.row;
  if (prediction.is_labelled) {
    if (!is_same(ref, values)) ++counts_.labels_conflicting;
    return;
  }
  prediction.is_labelled = true;
  ++counts_.labels;
  const Instant latest = ref.time() + schema_.horizon;
  if (arrival != kForever && arrival > latest) ++counts_.labels_late;
  for (std::size_t i = 0; i < values.size(); ++i)
    put_cell(ref.batch->columns[schema_.label_fields[i]], ref.row, values[i]);
  const Instant known = std::max(arrival == kForever ? latest : arrival, ref.arrival());
  ref.batch->label_known[ref.row] = known;
  schedule(ref, known, ref.arrival());
}

void LabelJoin::add_event(const RowRef& row) {
  if (!schema_.labels_apart) {
    const auto& known = row.batch->label_known;
    if (known.empty() || known[row.row] == kForever) return;
    ++counts_.labels;
    if (known[row.row] > row.time() + schema_.horizon) ++counts_.labels_late;
    schedule(row, std::max(known[row.row], row.arrival()), row.arrival());
    return;
  }
  const Hash128 key = row.batch->key[row.row];
  predictions_.push_back({row, key});
  by_key_[key].push_back(first_ + predictions_.size() - 1);
  const auto waiting = waiting_.find(key);
  if (waiting == waiting_.end()) return;
  waiting->second.has_met = true;
  join(predictions_.back(), waiting->second.values, waiting->second.arrival);
}

void LabelJoin::add_label(const LabelBatch& labels, std::size_t row) {
  Values values;
  bool any = false;
  for (const auto& column : labels.columns) {
    values.push_back(cell_of(column, row));
    any |= column.valid[row];
  }
  if (!any) return;  // a label row without a label says nothing
  const Hash128 key = labels.key[row];
  const Instant arrival = labels.arrival[row];
  const auto known = by_key_.find(key);
  const bool has_met = known != by_key_.end();
  if (has_met)
    for (const std::uint64_t number : known->second) join(predictions_[number - first_], values, arrival);
  const auto [waiting, is_new] = waiting_.try_emplace(key, Waiting{arrival, std::move(values), has_met});
  if (is_new && arrival != kForever) expiry_.emplace(arrival + schema_.horizon, key);
}

// A label stays for as long as another event of its key may come; an event for as long as a window
// may still want its label.
void LabelJoin::forget(Instant now) {
  while (!expiry_.empty() && expiry_.begin()->first <= now) {
    const auto over = waiting_.find(expiry_.begin()->second);
    expiry_.erase(expiry_.begin());
    if (!over->second.has_met) ++counts_.labels_unmatched;
    waiting_.erase(over);
  }
  while (!predictions_.empty() && predictions_.front().row.time() + keep_ < now) {
    const Hash128 key = predictions_.front().key;
    auto& numbers = by_key_[key];
    numbers.erase(numbers.begin());
    if (numbers.empty()) by_key_.erase(key);
    predictions_.pop_front();
    ++first_;
  }
}

std::vector<KnownLabel> LabelJoin::take_known(Instant now) {
  forget(now);
  std::vector<KnownLabel> late;
  while (!queue_.empty() && queue_.begin()->first.first <= now) {
    const auto& [key, row] = *queue_.begin();
    late.push_back({key.first, key.second, row});
    queue_.erase(queue_.begin());
  }
  std::vector<KnownLabel> fresh = std::exchange(fresh_, {});
  if (late.empty()) return fresh;
  std::vector<KnownLabel> known;
  std::merge(fresh.begin(), fresh.end(), late.begin(), late.end(), std::back_inserter(known),
             [](const KnownLabel& a, const KnownLabel& b) {
               return std::tie(a.known, a.order) < std::tie(b.known, b.order);
             });
  return known;
}

void LabelJoin::close() {
  for (const auto& [key, waiting] : waiting_)
    if (!waiting.has_met) ++counts_.labels_unmatched;
  waiting_.clear();
  expiry_.clear();
}

void LabelJoin::save(Encoder& out, RowSaver& rows) const {
  out.u64(predictions_.size());
  for (const auto& prediction : predictions_) {
    rows.save(prediction.row);
    out.hash(prediction.key);
    out.boolean(prediction.is_labelled);
  }
  out.u64(expiry_.size());
  for (const auto& [at, key] : expiry_) {
    out.instant(at);
    out.hash(key);
  }
  std::map<Hash128, const Waiting*> waiting;
  for (const auto& [key, label] : waiting_) waiting[key] = &label;
  out.u64(waiting.size());
  for (const auto& [key, label] : waiting) {
    out.hash(key);
    out.instant(label->arrival);
    out.boolean(label->has_met);
    for (const auto& cell : label->values) save_column(out, cell);
  }
  out.u64(fresh_.size());
  for (const auto& label : fresh_) {
    out.instant(label.known);
    out.u64(label.order);
    rows.save(label.row);
  }
  out.u64(queue_.size());
  for (const auto& [key, row] : queue_) {
    out.instant(key.first);
    out.u64(key.second);
    rows.save(row);
  }
  out.u64(order_);
  out.instant(last_known_);
}

void LabelJoin::load(Decoder& in, RowLoader& rows,
                     const std::vector<std::shared_ptr<Dictionary>>& dictionaries) {
  predictions_.clear();
  by_key_.clear();
  waiting_.clear();
  expiry_.clear();
  fresh_.clear();
  queue_.clear();
  first_ = 0;
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    Prediction prediction{rows.row(), in.hash(), in.boolean()};
    by_key_[prediction.key].push_back(predictions_.size());
    predictions_.push_back(std::move(prediction));
  }
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const Instant at = in.instant();
    expiry_.emplace(at, in.hash());
  }
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    Waiting& label = waiting_[in.hash()];
    label.arrival = in.instant();
    label.has_met = in.boolean();
    for (const std::size_t field : schema_.label_fields)
      label.values.push_back(load_column(in, dictionaries[field]));
  }
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const Instant known = in.instant();
    const std::uint64_t order = in.u64();
    fresh_.push_back({known, order, rows.row()});
  }
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const Instant known = in.instant();
    const std::uint64_t order = in.u64();
    queue_[{known, order}] = rows.row();
  }
  order_ = in.u64();
  last_known_ = in.instant();
}

}  // namespace tocsin::engine
