#include "engine/panes.hpp"

#include "evaluators/selection.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

// A window of many panes takes most of them in merged blocks of so many.
constexpr std::int64_t kCoarse = 64;

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
  coarse_.erase(floor_div(portion.pane, kCoarse));
  cell.count += portion.rows.size();
  if (hit != nullptr) cell.hits += evaluators::count_set(*hit, portion.rows);
  if (member >= last_event_.size()) last_event_.resize(member + 1, kBeginning);
  last_event_[member] = std::max(last_event_[member], portion.last);
  if (!make_) return;
  if (!cell.aggregate) cell.aggregate = blank(member).fresh();
  cell.aggregate->add(block, portion.rows);
}

void PaneStore::add(evaluators::Block& block, const Portions& portions, const Bits* hit) {
  for (const auto& portion : portions) add(block, portion, hit);
}

void PaneStore::add_unreadable(std::span<const Instant> times) {
  for (const Instant t : times) {
    const std::int64_t index = grid_.pane_of(t);
    Cell& cell = panes_[index][kAll];
    ++cell.count;
    ++cell.hits;
    coarse_.erase(floor_div(index, kCoarse));
  }
}

const PaneStore::Pane& PaneStore::coarse(std::int64_t index) {
  const auto [at, is_new] = coarse_.try_emplace(index);
  if (!is_new) return at->second;
  const auto end = panes_.lower_bound((index + 1) * kCoarse);
  for (auto fine = panes_.lower_bound(index * kCoarse); fine != end; ++fine)
    for (const auto& [member, cell] : fine->second) at->second[member].merge(cell);
  return at->second;
}

void PaneStore::merge_range(const Panes& panes, std::int64_t first, std::int64_t last,
                            MemberId member, Cell& into) {
  for (auto at = panes.lower_bound(first); at != panes.end() && at->first <= last; ++at)
    if (const auto cell = at->second.find(member); cell != at->second.end())
      into.merge(cell->second);
}

Cell PaneStore::window(std::int64_t first, std::int64_t last, MemberId member) {
  Cell cell;
  const std::int64_t first_block = floor_div(first + kCoarse - 1, kCoarse);
  const std::int64_t end_block = floor_div(last + 1, kCoarse);
  if (end_block - first_block < 2) {
    merge_range(panes_, first, last, member, cell);
    return cell;
  }
  merge_range(panes_, first, first_block * kCoarse - 1, member, cell);
  for (std::int64_t block = first_block; block < end_block; ++block) {
    const Pane& pane = coarse(block);
    if (const auto own = pane.find(member); own != pane.end()) cell.merge(own->second);
  }
  merge_range(panes_, end_block * kCoarse, last, member, cell);
  return cell;
}

Instant PaneStore::last_event(MemberId member) const {
  return member < last_event_.size() ? last_event_[member] : kBeginning;
}

void PaneStore::forget_before(std::int64_t first) {
  const std::int64_t kept = first - (kept_.count() + grid_.width.count() - 1) / grid_.width.count();
  panes_.erase(panes_.begin(), panes_.lower_bound(kept));
  coarse_.erase(coarse_.begin(), coarse_.lower_bound(floor_div(kept, kCoarse)));
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
  coarse_.clear();
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
