// Cuts rows into what goes to one pane of one member. Aggregates with the same rows share the cut.
#pragma once

#include "base/time.hpp"
#include "engine/members.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <utility>
#include <vector>

namespace tocsin::engine {

// Division that rounds down, before the epoch too. `b` > 0.
inline std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// Panes of equal width. Sliding: pane k is (k*width - shift, (k+1)*width - shift]; tumbling
// intervals are half-open the other way: [k*width, (k+1)*width).
struct PaneGrid {
  Duration width{0};
  Duration shift{0};
  bool tumbling = false;

  std::int64_t pane_of(Instant t) const;
  // The first and the last instant of a pane.
  std::pair<Instant, Instant> span_of(std::int64_t pane) const;
  bool operator==(const PaneGrid&) const = default;
};

// Rows of one block: ascending numbers, all in one pane and of one member.
struct Portion {
  std::int64_t pane = 0;
  MemberId member = kAll;
  std::span<const std::uint32_t> rows;
  Instant last{};  // the latest time among them
};

class Portions {
 public:
  // `rows`: of a block, ascending; they outlive this. `times`: by row, what decides the pane.
  // `members`: by row; null: all rows are kAll. `with_all`: every row counts for kAll too.
  Portions(const PaneGrid& grid, std::span<const std::uint32_t> rows,
           std::span<const Instant> times, const std::vector<MemberId>* members, bool with_all);

  std::span<const Instant> times() const { return times_; }
  auto begin() const { return portions_.begin(); }
  auto end() const { return portions_.end(); }

 private:
  void split(const Portion& run, std::span<const Instant> times,
             const std::vector<MemberId>& members);

  std::span<const Instant> times_;
  std::vector<Portion> portions_;
  std::deque<std::vector<std::uint32_t>>
      own_;                         // rows of single members; a deque leaves them in place
  std::vector<std::size_t> place_;  // by member, while one run is split
};

}  // namespace tocsin::engine
