#include "engine/chunks.hpp"

#include "engine/judged_rows.hpp"
#include "engine/row_state.hpp"
#include "engine/stores.hpp"

#include <algorithm>

namespace tocsin::engine {

void Chunks::add(const RowRef& row, Instant at, std::uint64_t number) {
  pending_.push_back({at, number, row});
}

void Chunks::note(evaluators::Block& block, std::span<const std::uint32_t> rows,
                  std::span<const Instant> times, const std::vector<MemberId>* members) {
  const auto note_one = [&](MemberId member, Instant at) {
    if (member == kNowhere) return;
    if (member >= last_event_.size()) last_event_.resize(member + 1, kBeginning);
    last_event_[member] = std::max(last_event_[member], at);
  };
  const auto judged = spec_.waits_for_labels ? std::nullopt : judged_rows(block, *spec_.call);
  for (const std::uint32_t row : counted_rows(block, rows, *spec_.call, spec_.index)) {
    if (judged && !(*judged)[row]) continue;
    note_one(kAll, times[row]);
    if (members != nullptr) note_one((*members)[row], times[row]);
  }
}

// In order of time; what comes later than the rows it belongs between takes the next chunk.
Chunks::Rows Chunks::release(Instant upto) {
  const auto order = [](const Pending& pending) { return std::pair(pending.at, pending.number); };
  if (!std::ranges::is_sorted(pending_, {}, order)) std::ranges::sort(pending_, {}, order);
  const auto end = std::ranges::upper_bound(pending_, upto, {}, &Pending::at);
  Rows rows;
  for (auto at = pending_.begin(); at != end; ++at) rows.push_back(std::move(at->row));
  pending_.erase(pending_.begin(), end);
  return rows;
}

void Chunks::fill(std::size_t place, const RowRef& row, const std::vector<Segment>& segments,
                  std::vector<Chunk>& complete) {
  if (place == Segments::kNoPlace) return;
  auto& rows = open_[segments[place].text];
  rows.push_back(row);
  if (rows.size() < spec_.count) return;
  complete.push_back({place, std::move(rows)});
  open_.erase(segments[place].text);
}

std::vector<Chunk> Chunks::take(Instant upto, const std::vector<Segment>& segments,
                                const Segments& places) {
  std::vector<Chunk> complete;
  const Rows rows = release(upto);
  if (rows.empty()) return complete;
  const Batch batch = gather(rows, spec_.needed);
  evaluators::Block block(batch, schema_, 0, batch.rows);
  std::vector<std::uint32_t> all(rows.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<MemberId> members;
  if (spec_.index != nullptr) members = spec_.index->number(block, all);
  for (const std::uint32_t row : counted_rows(block, all, *spec_.call, spec_.index)) {
    fill(places.place_of(kAll), rows[row], segments, complete);
    if (!members.empty()) fill(places.place_of(members[row]), rows[row], segments, complete);
  }
  return complete;
}

Instant Chunks::last_event(MemberId member) const {
  return member < last_event_.size() ? last_event_[member] : kBeginning;
}

Instant Chunks::oldest() const {
  Instant oldest = kForever;
  for (const auto& pending : pending_) oldest = std::min(oldest, pending.row.time());
  for (const auto& [segment, rows] : open_)
    for (const auto& row : rows) oldest = std::min(oldest, row.time());
  return oldest;
}

void Chunks::save(Encoder& out, RowSaver& rows) const {
  out.u64(pending_.size());
  for (const auto& pending : pending_) {
    out.instant(pending.at);
    out.u64(pending.number);
    rows.save(pending.row);
  }
  out.u64(open_.size());
  for (const auto& [segment, open] : open_) {
    out.text(segment);
    out.u64(open.size());
    for (const auto& row : open) rows.save(row);
  }
  out.u64(last_event_.size());
  for (const Instant at : last_event_) out.instant(at);
}

void Chunks::load(Decoder& in, RowLoader& rows) {
  pending_.clear();
  open_.clear();
  for (std::size_t n = in.count(4); n > 0 && !in.failed(); --n) {
    Pending pending{.at = in.instant(), .number = in.u64()};
    pending.row = rows.row();
    pending_.push_back(std::move(pending));
  }
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    auto& open = open_[in.text()];
    for (std::size_t m = in.count(2); m > 0 && !in.failed(); --m) open.push_back(rows.row());
  }
  last_event_.resize(in.count());
  for (Instant& at : last_event_) at = in.instant();
}

}  // namespace tocsin::engine
