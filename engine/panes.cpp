#include "engine/panes.hpp"

#include "evaluators/selection.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

// A block is made of so many of the level below.
constexpr std::int64_t kFanOut = 64;
constexpr std::size_t kMostLevels = 8;

// How many panes a block of this level has; level 0 is the panes themselves.
std::int64_t panes_in(std::size_t level) {
  std::int64_t panes = 1;
  for (; level > 0; --level) panes *= kFanOut;
  return panes;
}

// Of the rows of a portion that are in `of`. Rows mostly come in order of time; `most`: no time is
// later.
Instant latest(const Portion& portion, std::span<const Instant> times, const Bits& of,
               Instant most) {
  const auto& rows = portion.rows;
  const auto any = std::find_if(rows.rbegin(), rows.rend(), [&](auto row) { return of[row]; });
  if (any == rows.rend()) return kBeginning;
  Instant last = times[*any];
  if (last == most) return last;
  evaluators::for_each_set(of, rows, [&](std::uint32_t row) { last = std::max(last, times[row]); });
  return last;
}

}  // namespace

void Cell::merge(const Cell& later) {
  count += later.count;
  hits += later.hits;
  if (!later.aggregate) return;
  if (!aggregate) aggregate = later.aggregate->fresh();
  aggregate->merge(*later.aggregate);
}

const evaluators::Aggregate& PaneStore::blank(MemberId member) {
  if (member >= blanks_.size()) blanks_.resize(member + 1);
  if (!blanks_[member]) blanks_[member] = make_(member);
  return *blanks_[member];
}

void PaneStore::add(evaluators::Block& block, const Portion& portion, const Bits* hit) {
  const MemberId member = portion.member;
  Cell& cell = panes_[portion.pane][member];
  drop_blocks_of(portion.pane);
  cell.count += portion.rows.size();
  if (hit != nullptr) cell.hits += evaluators::count_set(*hit, portion.rows);
  if (!make_) return;
  if (!cell.aggregate) cell.aggregate = blank(member).fresh();
  cell.aggregate->add(block, portion.rows);
}

void PaneStore::note(MemberId member, Instant last) {
  if (member >= last_event_.size()) last_event_.resize(member + 1, kBeginning);
  last_event_[member] = std::max(last_event_[member], last);
}

void PaneStore::add(evaluators::Block& block, const Portions& portions, const Bits* hit,
                    const Noted& noted) {
  for (const auto& portion : portions) {
    add(block, portion, hit);
    const bool is_own = noted.times.data() == portions.times().data();
    note(portion.member, noted.rows == nullptr ? portion.last
                                               : latest(portion, noted.times, *noted.rows,
                                                        is_own ? portion.last : kForever));
  }
}

void PaneStore::add_bare(std::span<const Instant> times) {
  for (const Instant t : times) {
    const std::int64_t index = grid_.pane_of(t);
    Cell& cell = panes_[index][kAll];
    ++cell.count;
    ++cell.hits;
    drop_blocks_of(index);
  }
}

void PaneStore::drop_blocks_of(std::int64_t pane) {
  for (auto& blocks : blocks_) {
    pane = floor_div(pane, kFanOut);
    blocks.erase(pane);
  }
}

const PaneStore::Pane& PaneStore::block(std::size_t level, std::int64_t index) {
  if (blocks_.size() < level) blocks_.resize(level);
  const auto [at, is_new] = blocks_[level - 1].try_emplace(index);
  if (!is_new) return at->second;
  const std::int64_t below = panes_in(level - 1);
  const auto end = panes_.lower_bound((index + 1) * kFanOut * below);
  auto fine = panes_.lower_bound(index * kFanOut * below);
  while (fine != end) {
    const std::int64_t child = floor_div(fine->first, below);
    const Pane& part = level == 1 ? fine->second : block(level - 1, child);
    for (const auto& [member, cell] : part) at->second[member].merge(cell);
    fine = panes_.lower_bound((child + 1) * below);
  }
  return at->second;
}

void PaneStore::merge_fine(std::int64_t first, std::int64_t last, MemberId member,
                           Cell& into) const {
  for (auto at = panes_.lower_bound(first); at != panes_.end() && at->first <= last; ++at)
    if (const auto cell = at->second.find(member); cell != at->second.end())
      into.merge(cell->second);
}

// Blocks first..last of a level, those without rows passed over.
void PaneStore::merge_blocks(std::size_t level, std::int64_t first, std::int64_t last,
                             MemberId member, Cell& into) {
  const std::int64_t panes = panes_in(level);
  if (level == 0) return merge_fine(first, last, member, into);
  const auto end = panes_.lower_bound((last + 1) * panes);
  for (auto fine = panes_.lower_bound(first * panes); fine != end;) {
    const std::int64_t index = floor_div(fine->first, panes);
    const Pane& pane = block(level, index);
    if (const auto own = pane.find(member); own != pane.end()) into.merge(own->second);
    fine = panes_.lower_bound((index + 1) * panes);
  }
}

// The middle of the range is taken in larger blocks, its ends in blocks of this level.
void PaneStore::merge_range(std::size_t level, std::int64_t first, std::int64_t last,
                            MemberId member, Cell& into) {
  const std::int64_t first_above = floor_div(first + kFanOut - 1, kFanOut);
  const std::int64_t end_above = floor_div(last + 1, kFanOut);
  if (end_above - first_above < 2 || level == kMostLevels)
    return merge_blocks(level, first, last, member, into);
  merge_blocks(level, first, first_above * kFanOut - 1, member, into);
  merge_range(level + 1, first_above, end_above - 1, member, into);
  merge_blocks(level, end_above * kFanOut, last, member, into);
}

Cell PaneStore::window(std::int64_t first, std::int64_t last, MemberId member) {
  Cell cell;
  merge_range(0, first, last, member, cell);
  return cell;
}

Instant PaneStore::last_event(MemberId member) const {
  return member < last_event_.size() ? last_event_[member] : kBeginning;
}

void PaneStore::forget_before(std::int64_t first) {
  const std::int64_t kept = first - (kept_.count() + grid_.width.count() - 1) / grid_.width.count();
  panes_.erase(panes_.begin(), panes_.lower_bound(kept));
  for (std::size_t level = 0; level < blocks_.size(); ++level) {
    auto& blocks = blocks_[level];
    blocks.erase(blocks.begin(), blocks.lower_bound(floor_div(kept, panes_in(level + 1))));
  }
}

void PaneStore::save(Encoder& out) const {
  out.u64(last_event_.size());
  for (const Instant at : last_event_) out.instant(at);
  out.u64(panes_.size());
  for (const auto& [index, pane] : panes_) {
    out.i64(index);
    out.u64(pane.size());
    for (const auto& [member, cell] : pane) {
      out.u64(member);
      out.u64(cell.count);
      out.u64(cell.hits);
      out.boolean(cell.aggregate != nullptr);
      if (cell.aggregate) cell.aggregate->save(out);
    }
  }
}

bool PaneStore::load_cell(Decoder& in, MemberId member, Cell& cell) {
  cell.count = in.u64();
  cell.hits = in.u64();
  const bool has_aggregate = in.boolean();
  if (in.failed() || (has_aggregate && !make_)) return false;
  if (!has_aggregate) return true;
  cell.aggregate = blank(member).fresh();
  cell.aggregate->load(in);
  return !in.failed();
}

void PaneStore::load(Decoder& in) {
  panes_.clear();
  blocks_.clear();
  last_event_.resize(in.count());
  for (Instant& at : last_event_) at = in.instant();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    Pane& pane = panes_[in.i64()];
    for (std::size_t m = in.count(4); m > 0 && !in.failed(); --m) {
      const std::uint64_t member = in.u64();
      if (member != kAll && member >= last_event_.size()) return in.fail();
      const auto id = static_cast<MemberId>(member);
      if (!load_cell(in, id, pane[id])) return in.fail();
    }
  }
}

}  // namespace tocsin::engine
