#include "engine/chunks.hpp"

#include <algorithm>

namespace tocsin::engine {

void Chunks::add(const RowRef& row, Instant at) { pending_.push_back({at, row}); }

// Ties stay in order of intake.
std::vector<RowRef> Chunks::release(Instant upto) {
  const auto by_time = [](const Pending& a, const Pending& b) { return a.at < b.at; };
  if (!std::is_sorted(pending_.begin(), pending_.end(), by_time))
    std::stable_sort(pending_.begin(), pending_.end(), by_time);
  const auto end = std::upper_bound(pending_.begin(), pending_.end(), upto,
                                    [](Instant t, const Pending& p) { return t < p.at; });
  std::vector<RowRef> rows;
  for (auto at = pending_.begin(); at != end; ++at) rows.push_back(std::move(at->row));
  pending_.erase(pending_.begin(), end);
  return rows;
}

void Chunks::fill(MemberId member, const RowRef& row, std::vector<Chunk>& complete) {
  auto& rows = open_[member];
  rows.push_back(row);
  Instant& last = last_event_.try_emplace(member, kBeginning).first->second;
  last = std::max(last, row.time());
  if (rows.size() < count_) return;
  complete.push_back({member, std::move(rows)});
  open_.erase(member);
}

std::vector<Chunk> Chunks::take(Instant upto) {
  std::vector<Chunk> complete;
  const auto rows = release(upto);
  if (rows.empty()) return complete;
  std::vector<bool> needed(schema_.fields.size(), false);
  for (const std::size_t field : call_.reads) needed[field] = true;
  if (call_.where)
    for (const std::size_t field : dsl::fields_of(*call_.where)) needed[field] = true;
  if (index_ != nullptr) needed.assign(needed.size(), true);
  const Batch batch = gather(rows, needed);
  evaluators::Block block(batch, schema_, 0, batch.rows);
  const Bits& counted = block.selected(call_);
  const std::vector<MemberId>* members = index_ == nullptr ? nullptr : &index_->number(block);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!counted[i]) continue;
    if (members == nullptr || with_all_) fill(kAll, rows[i], complete);
    if (members != nullptr && (*members)[i] != kNowhere) fill((*members)[i], rows[i], complete);
  }
  return complete;
}

Instant Chunks::last_event(MemberId member) const {
  const auto at = last_event_.find(member);
  return at == last_event_.end() ? kBeginning : at->second;
}

void Chunks::save(Encoder& out, RowSaver& rows) const {
  out.u64(pending_.size());
  for (const auto& pending : pending_) {
    out.instant(pending.at);
    rows.save(pending.row);
  }
  out.u64(open_.size());
  for (const auto& [member, open] : open_) {
    out.u64(member);
    out.u64(open.size());
    for (const auto& row : open) rows.save(row);
  }
  out.u64(last_event_.size());
  for (const auto& [member, at] : last_event_) {
    out.u64(member);
    out.instant(at);
  }
}

void Chunks::load(Decoder& in, RowLoader& rows) {
  pending_.clear();
  open_.clear();
  last_event_.clear();
  for (std::size_t n = in.count(3); n > 0 && !in.failed(); --n) {
    const Instant at = in.instant();
    pending_.push_back({at, rows.row()});
  }
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    auto& open = open_[static_cast<MemberId>(in.u64())];
    for (std::size_t m = in.count(2); m > 0 && !in.failed(); --m) open.push_back(rows.row());
  }
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    const auto member = static_cast<MemberId>(in.u64());
    last_event_[member] = in.instant();
  }
}

}  // namespace tocsin::engine
