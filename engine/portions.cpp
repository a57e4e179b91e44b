#include "engine/portions.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

Instant latest(std::span<const std::uint32_t> rows, std::span<const Instant> times) {
  Instant last = kBeginning;
  for (const std::uint32_t row : rows) last = std::max(last, times[row]);
  return last;
}

}  // namespace

std::int64_t PaneGrid::pane_of(Instant t) const {
  const std::int64_t ns = t.time_since_epoch().count();
  if (tumbling) return floor_div(ns, width.count());
  return floor_div(ns + shift.count() - 1, width.count());
}

std::pair<Instant, Instant> PaneGrid::span_of(std::int64_t pane) const {
  const Instant first{Duration(pane * width.count() - (tumbling ? 0 : shift.count() - 1))};
  return {first, first + width - Duration(1)};
}

Portions::Portions(const PaneGrid& grid, std::span<const std::uint32_t> rows,
                   std::span<const Instant> times, const std::vector<MemberId>* members,
                   bool with_all)
    : times_(times) {
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::int64_t pane = grid.pane_of(times[rows[begin]]);
    const auto [first, last] = grid.span_of(pane);
    std::size_t end = begin + 1;
    while (end < rows.size() && times[rows[end]] >= first && times[rows[end]] <= last) ++end;
    Portion run{.pane = pane, .rows = rows.subspan(begin, end - begin)};
    run.last = latest(run.rows, times);
    if (members == nullptr || with_all) portions_.push_back(run);
    if (members != nullptr) split(run, times, *members);
    begin = end;
  }
}

// Members follow in the order of their first row.
void Portions::split(const Portion& run, std::span<const Instant> times,
                     const std::vector<MemberId>& members) {
  const std::size_t first = portions_.size();
  for (const std::uint32_t row : run.rows) {
    const MemberId member = members[row];
    if (member == kNowhere) continue;
    if (member >= place_.size()) place_.resize(member + 1, 0);
    std::size_t& place = place_[member];
    if (place < first || place >= portions_.size() || portions_[place].member != member) {
      place = portions_.size();
      own_.emplace_back();
      portions_.push_back({.pane = run.pane, .member = member});
    }
    own_[own_.size() - (portions_.size() - place)].push_back(row);
  }
  for (std::size_t i = first; i < portions_.size(); ++i) {
    portions_[i].rows = own_[own_.size() - (portions_.size() - i)];
    portions_[i].last = latest(portions_[i].rows, times);
  }
}

}  // namespace tocsin::engine
