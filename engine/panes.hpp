// The panes of one aggregate: rows go to the pane of their time, windows are made of panes. Monitors
// that ask for the same aggregate over the same grid share one store.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "base/codec.hpp"
#include "engine/members.hpp"
#include "evaluators/aggregate.hpp"

namespace tocsin::engine {

// Panes of equal width. Sliding: pane k is (k*width - shift, (k+1)*width - shift]; tumbling intervals
// are half-open the other way: [k*width, (k+1)*width).
struct PaneGrid {
  Duration width{0};
  Duration shift{0};
  bool tumbling = false;

  std::int64_t pane_of(Instant t) const;
  bool operator==(const PaneGrid&) const = default;
};

// What one member's rows of one pane, or of a whole window, come to.
struct Cell {
  std::uint64_t count = 0;
  std::uint64_t hits = 0;  // rows in `hit`: positive labels, malformed rows
  std::unique_ptr<evaluators::Aggregate> aggregate;  // null in a store that only counts

  void merge(const Cell& later);
};

class PaneStore {
 public:
  // The empty aggregate of a member; null makes a store that only counts.
  using Make = std::function<std::unique_ptr<evaluators::Aggregate>(MemberId)>;

  PaneStore(PaneGrid grid, Make make) : grid_(grid), make_(std::move(make)) {}

  // Windows of this length will be asked for.
  void keep(Duration window) { kept_ = std::max(kept_, window); }

  // `rows`: of the block, ascending. `times`: by row, what decides the pane. `members`: by row;
  // null: all rows are kAll. `with_all`: every row counts for kAll too. `hit` may be null.
  struct Rows {
    evaluators::Block& block;
    std::span<const std::uint32_t> rows;
    const std::vector<Instant>& times;
    const std::vector<MemberId>* members = nullptr;
    bool with_all = true;
    const Bits* hit = nullptr;
  };
  void add(const Rows& rows);
  // Rows that could not be read: all that is known of them is when they came. Hits of kAll.
  void add_unreadable(std::span<const Instant> times);

  // Panes first..last of a member, merged in order. The aggregate is null when no row was there.
  Cell window(std::int64_t first, std::int64_t last, MemberId member);
  // The time of the member's latest row so far; kBeginning: none.
  Instant last_event(MemberId member) const;
  // Panes before `first` are no longer needed.
  void forget_before(std::int64_t first);

  const PaneGrid& grid() const { return grid_; }
  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  using Pane = std::map<MemberId, Cell>;
  using Panes = std::map<std::int64_t, Pane>;

  void add_run(const Rows& rows, std::span<const std::uint32_t> run, std::int64_t pane);
  void add_member(const Rows& rows, std::span<const std::uint32_t> run, Pane& pane, MemberId member);
  void merge_range(const Panes& panes, std::int64_t first, std::int64_t last, MemberId member, Cell& into);
  const Pane& coarse(std::int64_t index);

  PaneGrid grid_;
  Make make_;
  Duration kept_{0};
  Panes panes_;
  Panes coarse_;  // kCoarse panes merged into one; made when asked for, dropped by a late row
  std::map<MemberId, std::unique_ptr<evaluators::Aggregate>> blanks_;
  std::map<MemberId, Instant> last_event_;
};

}  // namespace tocsin::engine
