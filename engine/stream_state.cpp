// What a stream has taken in and still needs, as bytes and back.
#include "engine/row_state.hpp"
#include "engine/stream.hpp"

namespace tocsin::engine {

void Stream::save(Encoder& out) const {
  codes_.save(out);
  for (const auto& index : indexes_) index.save(out);
  stores_.save(out);
  for (const std::uint64_t n : {counts_.rows, counts_.future, counts_.malformed, counts_.late,
                                counts_.labels, counts_.labels_unmatched, counts_.labels_late,
                                counts_.labels_conflicting, counts_.members_beyond_limit})
    out.u64(n);
  out.instant(last_event_);
  out.boolean(is_closed_);
  RowSaver rows(out);
  LabelSaver labels(out);
  out.u64(pending_.size());
  for (const auto& [batch, next] : pending_) {
    rows.save(batch);
    out.u64(next);
  }
  out.u64(unreadable_.size());
  for (const Instant t : unreadable_) out.instant(t);
  out.u64(pending_labels_.size());
  for (const auto& [batch, next] : pending_labels_) {
    labels.save(batch);
    out.u64(next);
  }
  join_->save(out, rows, labels);
  for (const auto& chunked : chunked_) chunked.chunks.save(out, rows);
  out.u64(ends_.size());
  for (const auto& [number, at, unreadable] : ends_) {
    out.u64(number);
    out.instant(at);
    out.u64(unreadable);
  }
  deliveries_.save(out, rows);
  rolling_.save(out, rows);
}

void Stream::load(Decoder& in) {
  codes_.load(in);
  for (auto& index : indexes_) index.load(in);
  stores_.load(in);
  for (std::uint64_t* n : {&counts_.rows, &counts_.future, &counts_.malformed, &counts_.late,
                           &counts_.labels, &counts_.labels_unmatched, &counts_.labels_late,
                           &counts_.labels_conflicting, &counts_.members_beyond_limit})
    *n = in.u64();
  last_event_ = in.instant();
  is_closed_ = in.boolean();
  RowLoader rows(in, model_.schema, codes_.dictionaries());
  LabelLoader labels(in, model_.schema, codes_.dictionaries());
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
    auto batch = labels.batch();
    const std::size_t next = in.u64();
    if (!batch || next > batch->rows) return in.fail();
    pending_labels_.push_back({std::move(batch), next});
  }
  join_->load(in, rows, labels);
  for (auto& chunked : chunked_) chunked.chunks.load(in, rows);
  ends_.resize(in.count(3));
  for (auto& [number, at, unreadable] : ends_) {
    number = static_cast<std::uint32_t>(in.u64());
    at = in.instant();
    unreadable = in.u64();
  }
  deliveries_.load(in, rows);
  rolling_.load(in, rows);
}

}  // namespace tocsin::engine
