#include "engine/chunks.hpp"

#include "engine/judged_rows.hpp"
#include "engine/row_state.hpp"
#include "engine/stores.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tocsin::engine {

std::pair<Instant, std::uint64_t> Chunks::order(const Pending& pending) {
  return {pending.at, pending.number};
}

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

std::vector<RowRef> Chunks::Open::refs() const {
  std::vector<RowRef> refs;
  refs.reserve(rows.size());
  for (const auto& pending : rows) refs.push_back(pending.row);
  return refs;
}

// In order of time; what comes later than the rows it belongs between takes the next chunk.
std::vector<Chunks::Pending> Chunks::release(Instant upto) {
  if (!std::ranges::is_sorted(pending_, {}, order)) std::ranges::sort(pending_, {}, order);
  const auto end = std::ranges::upper_bound(pending_, upto, {}, &Pending::at);
  std::vector<Pending> released(std::make_move_iterator(pending_.begin()),
                                std::make_move_iterator(end));
  pending_.erase(pending_.begin(), end);
  return released;
}

// What came late goes where its time belongs, if that is among the latest.
void Chunks::slide(Open& open, const Pending& row) const {
  const auto place = std::ranges::upper_bound(open.rows, order(row), {}, order);
  if (place == open.rows.begin() && open.rows.size() >= spec_.count) return;
  open.rows.insert(place, row);
  if (open.rows.size() > spec_.count) open.rows.pop_front();
  open.has_changed = true;
}

void Chunks::fill(std::size_t place, const Pending& row, const std::vector<Segment>& segments,
                  std::vector<Chunk>& complete) {
  if (place == Segments::kNoPlace) return;
  auto& open = open_[segments[place].text];
  if (spec_.slides) return slide(open, row);
  open.rows.push_back(row);
  if (open.rows.size() < spec_.count) return;
  complete.push_back({place, open.refs()});
  open_.erase(segments[place].text);
}

void Chunks::sort_in(const std::vector<Pending>& released, const std::vector<Segment>& segments,
                     const Segments& places, std::vector<Chunk>& complete) {
  std::vector<RowRef> rows;
  rows.reserve(released.size());
  for (const auto& pending : released) rows.push_back(pending.row);
  const Batch batch = gather(rows, spec_.needed);
  evaluators::Block block(batch, schema_, 0, batch.rows);
  std::vector<std::uint32_t> all(rows.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  std::vector<MemberId> members;
  if (spec_.index != nullptr) members = spec_.index->number(block, all);
  for (const std::uint32_t row : counted_rows(block, all, *spec_.call, spec_.index)) {
    fill(places.place_of(kAll), released[row], segments, complete);
    if (!members.empty()) fill(places.place_of(members[row]), released[row], segments, complete);
  }
}

std::vector<Chunk> Chunks::latest(const std::vector<Segment>& segments) {
  std::vector<Chunk> latest;
  for (std::size_t place = 0; place < segments.size(); ++place) {
    const auto open = open_.find(segments[place].text);
    if (open == open_.end()) continue;
    latest.push_back({place, open->second.refs(), open->second.has_changed});
    open->second.has_changed = false;
  }
  return latest;
}

std::vector<Chunk> Chunks::take(Instant upto, const std::vector<Segment>& segments,
                                const Segments& places) {
  std::vector<Chunk> complete;
  const auto released = release(upto);
  if (!released.empty()) sort_in(released, segments, places, complete);
  return spec_.slides ? latest(segments) : complete;
}

Instant Chunks::last_event(MemberId member) const {
  return member < last_event_.size() ? last_event_[member] : kBeginning;
}

Instant Chunks::oldest() const {
  Instant oldest = kForever;
  for (const auto& pending : pending_) oldest = std::min(oldest, pending.row.time());
  for (const auto& [segment, open] : open_)
    for (const auto& pending : open.rows) oldest = std::min(oldest, pending.row.time());
  return oldest;
}

void Chunks::save(Encoder& out, RowSaver& rows) const {
  const auto save_all = [&](const auto& all) {
    out.u64(all.size());
    for (const auto& pending : all) {
      out.instant(pending.at);
      out.u64(pending.number);
      rows.save(pending.row);
    }
  };
  save_all(pending_);
  out.u64(open_.size());
  for (const auto& [segment, open] : open_) {
    out.text(segment);
    save_all(open.rows);
  }
  out.u64(last_event_.size());
  for (const Instant at : last_event_) out.instant(at);
}

void Chunks::load(Decoder& in, RowLoader& rows) {
  const auto load_all = [&](auto& all) {
    for (std::size_t n = in.count(4); n > 0 && !in.failed(); --n) {
      Pending pending{.at = in.instant(), .number = in.u64(), .row = {}};
      pending.row = rows.row();
      all.push_back(std::move(pending));
    }
  };
  pending_.clear();
  open_.clear();
  load_all(pending_);
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    auto& open = open_[in.text()];
    load_all(open.rows);
    open.has_changed = true;
  }
  last_event_.resize(in.count());
  for (Instant& at : last_event_) at = in.instant();
}

}  // namespace tocsin::engine
