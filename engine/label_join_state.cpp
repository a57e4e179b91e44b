// What waits for its label or its prediction, as bytes and back.
#include "engine/label_join.hpp"
#include "engine/row_state.hpp"

#include <algorithm>
#include <map>

namespace tocsin::engine {

void LabelJoin::save(Encoder& out, RowSaver& rows, LabelSaver& labels) const {
  out.u64(predictions_.size());
  for (const auto& prediction : predictions_) {
    rows.save(prediction.row);
    out.u64(prediction.number);
    out.boolean(prediction.is_labelled);
  }
  const std::map<Hash128, Waiting> waiting(waiting_.begin(), waiting_.end());
  out.u64(waiting.size());
  for (const auto& [key, waits] : waiting) {
    labels.save(waits.label.batch);
    out.u64(waits.label.row);
    out.boolean(waits.has_met);
    out.u64(waits.conflicts);
  }
  out.u64(expiry_.size());
  for (const auto& [arrival, key] : expiry_) {
    out.instant(arrival);
    out.hash(key);
  }
  auto queue = queue_;
  std::ranges::sort(queue, {},
                    [](const KnownLabel& label) { return std::pair(label.known, label.number); });
  out.u64(queue.size());
  for (const auto& label : queue) {
    out.instant(label.known);
    out.u64(label.number);
    rows.save(label.row);
  }
  out.instant(last_known_);
  bygone_.save(out);
}

void LabelJoin::clear() {
  predictions_.clear();
  chains_.clear();
  waiting_.clear();
  expiry_.clear();
  queue_.clear();
  forgotten_ = 0;
}

void LabelJoin::load(Decoder& in, RowLoader& rows, LabelLoader& labels) {
  clear();
  for (std::size_t n = in.count(3); n > 0 && !in.failed(); --n) {
    const RowRef row = rows.row();
    const std::uint64_t number = in.u64();
    if (!row.batch) return in.fail();
    enter(row, number);
    predictions_.back().is_labelled = in.boolean();
  }
  for (std::size_t n = in.count(4); n > 0 && !in.failed(); --n) {
    LabelRef label{labels.batch(), static_cast<std::uint32_t>(in.u64())};
    const bool has_met = in.boolean();
    const std::uint64_t conflicts = in.u64();
    if (!label.batch || label.row >= label.batch->rows) return in.fail();
    waiting_[label.batch->key[label.row]] = {label, has_met, conflicts};
  }
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    const Instant arrival = in.instant();
    expiry_.emplace_back(arrival, in.hash());
  }
  for (std::size_t n = in.count(3); n > 0 && !in.failed(); --n) {
    KnownLabel label{.known = in.instant(), .number = in.u64()};
    label.row = rows.row();
    if (!label.row.batch) return in.fail();
    queue_.push_back(std::move(label));  // saved in order, and so a heap
  }
  last_known_ = in.instant();
  bygone_.load(in);
}

}  // namespace tocsin::engine
