#include "engine/panes.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

// A window of many panes takes most of them in merged blocks of so many.
constexpr std::int64_t kCoarse = 64;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

}  // namespace

std::int64_t PaneGrid::pane_of(Instant t) const {
  const std::int64_t ns = t.time_since_epoch().count();
  if (tumbling) return floor_div(ns, width.count());
  return floor_div(ns + shift.count() - 1, width.count());
}

void Cell::merge(const Cell& later) {
  count += later.count;
  hits += later.hits;
  if (!later.aggregate) return;
  if (!aggregate) aggregate = later.aggregate->fresh();
  aggregate->merge(*later.aggregate);
}

void PaneStore::add_member(const Rows& rows, std::span<const std::uint32_t> run, Pane& pane,
                           MemberId member) {
  Cell& cell = pane[member];
  cell.count += run.size();
  Instant& last = last_event_.try_emplace(member, kBeginning).first->second;
  for (const std::uint32_t row : run) {
    last = std::max(last, rows.times[row]);
    if (rows.hit != nullptr && (*rows.hit)[row]) ++cell.hits;
  }
  if (!make_) return;
  if (!cell.aggregate) {
    auto& blank = blanks_[member];
    if (!blank) blank = make_(member);
    cell.aggregate = blank->fresh();
  }
  cell.aggregate->add(rows.block, run);
}

void PaneStore::add_run(const Rows& rows, std::span<const std::uint32_t> run, std::int64_t index) {
  Pane& pane = panes_[index];
  coarse_.erase(floor_div(index, kCoarse));
  if (rows.members == nullptr || rows.with_all) add_member(rows, run, pane, kAll);
  if (rows.members == nullptr) return;
  std::map<MemberId, std::vector<std::uint32_t>> by_member;
  for (const std::uint32_t row : run)
    if (const MemberId member = (*rows.members)[row]; member != kNowhere) by_member[member].push_back(row);
  for (const auto& [member, own] : by_member) add_member(rows, own, pane, member);
}

void PaneStore::add(const Rows& rows) {
  for (std::size_t begin = 0; begin < rows.rows.size();) {
    const std::int64_t pane = grid_.pane_of(rows.times[rows.rows[begin]]);
    std::size_t end = begin + 1;
    while (end < rows.rows.size() && grid_.pane_of(rows.times[rows.rows[end]]) == pane) ++end;
    add_run(rows, rows.rows.subspan(begin, end - begin), pane);
    begin = end;
  }
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
  if (is_new)
    for (auto fine = panes_.lower_bound(index * kCoarse); fine != panes_.end() && fine->first < (index + 1) * kCoarse; ++fine)
      for (const auto& [member, cell] : fine->second) at->second[member].merge(cell);
  return at->second;
}

void PaneStore::merge_range(const Panes& panes, std::int64_t first, std::int64_t last,
                            MemberId member, Cell& into) {
  for (auto at = panes.lower_bound(first); at != panes.end() && at->first <= last; ++at)
    if (const auto cell = at->second.find(member); cell != at->second.end()) into.merge(cell->second);
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
  const auto at = last_event_.find(member);
  return at == last_event_.end() ? kBeginning : at->second;
}

void PaneStore::forget_before(std::int64_t first) {
  const std::int64_t kept = first - (kept_.count() + grid_.width.count() - 1) / grid_.width.count();
  panes_.erase(panes_.begin(), panes_.lower_bound(kept));
  coarse_.erase(coarse_.begin(), coarse_.lower_bound(floor_div(kept, kCoarse)));
}

void PaneStore::save(Encoder& out) const {
  out.u64(panes_.size());
  for (const auto& [index, pane] : panes_) {
    out.i64(index);
    out.u64(pane.size());
    for (const auto& [member, cell] : pane) {
      out.u64(member);
      out.u64(cell.count);
      out.u64(cell.hits);
      if (cell.aggregate) cell.aggregate->save(out);
    }
  }
  out.u64(last_event_.size());
  for (const auto& [member, time] : last_event_) {
    out.u64(member);
    out.instant(time);
  }
}

void PaneStore::load(Decoder& in) {
  panes_.clear();
  coarse_.clear();
  last_event_.clear();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    Pane& pane = panes_[in.i64()];
    for (std::size_t m = in.count(3); m > 0 && !in.failed(); --m) {
      const auto member = static_cast<MemberId>(in.u64());
      Cell& cell = pane[member];
      cell.count = in.u64();
      cell.hits = in.u64();
      if (make_) {
        cell.aggregate = make_(member);
        cell.aggregate->load(in);
      }
    }
  }
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    const auto member = static_cast<MemberId>(in.u64());
    last_event_[member] = in.instant();
  }
}

}  // namespace tocsin::engine
