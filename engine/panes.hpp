// The panes of one aggregate: rows go to the pane of their time, windows are made of panes.
// Monitors that ask for the same aggregate over the same grid share one store.
#pragma once

#include "base/codec.hpp"
#include "engine/portions.hpp"
#include "evaluators/aggregate.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace tocsin::engine {

// What one member's rows of one pane, or of a whole window, come to.
struct Cell {
  std::uint64_t count = 0;
  std::uint64_t hits = 0;  // rows in `hit`: positive labels, malformed rows
  std::unique_ptr<evaluators::Aggregate>
      aggregate;  // null in a store that only counts, and without rows

  void merge(const Cell& later);
};

class PaneStore {
 public:
  // The empty aggregate of a member; null makes a store that only counts.
  using Make = std::function<std::unique_ptr<evaluators::Aggregate>(MemberId)>;

  PaneStore(PaneGrid grid, Make make) : grid_(grid), make_(std::move(make)) {}

  // Windows of this length will be asked for.
  void keep(Duration window) { kept_ = std::max(kept_, window); }

  // Which rows tell by their times when there was something last; null: all, by those of the
  // portions.
  struct Noted {
    const Bits* rows = nullptr;
    std::span<const Instant> times;
  };
  // Rows cut on this store's grid. `hit` may be null.
  void add(evaluators::Block& block, const Portions& portions, const Bits* hit, const Noted& noted);
  // What is known by its time alone, such as rows that could not be read. Hits of kAll.
  void add_bare(std::span<const Instant> times);

  // Panes first..last of a member, merged in order.
  Cell window(std::int64_t first, std::int64_t last, MemberId member);
  // The empty aggregate of a member, of a store that makes them: what a window without rows is.
  std::unique_ptr<evaluators::Aggregate> fresh(MemberId member) { return blank(member).fresh(); }
  // The latest time that a row of the member told; kBeginning: none.
  Instant last_event(MemberId member) const;
  // Panes before `first` are no longer needed.
  void forget_before(std::int64_t first);

  const PaneGrid& grid() const { return grid_; }
  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  using Pane = std::map<MemberId, Cell>;
  using Panes = std::map<std::int64_t, Pane>;

  const evaluators::Aggregate& blank(MemberId member);
  void add(evaluators::Block& block, const Portion& portion, const Bits* hit);
  void note(MemberId member, Instant last);
  void merge_fine(std::int64_t first, std::int64_t last, MemberId member, Cell& into) const;
  void merge_range(std::size_t level, std::int64_t first, std::int64_t last, MemberId member,
                   Cell& into);
  void merge_blocks(std::size_t level, std::int64_t first, std::int64_t last, MemberId member,
                    Cell& into);
  const Pane& block(std::size_t level, std::int64_t index);
  void drop_blocks_of(std::int64_t pane);
  bool load_cell(Decoder& in, MemberId member, Cell& cell);

  PaneGrid grid_;
  Make make_;
  Duration kept_{0};
  Panes panes_;
  // Blocks of 64, 64^2, ... panes merged into one, so that a window of very many is a few merges;
  // made when asked for, dropped by a late row. Where there are no rows, there is no block.
  std::vector<Panes> blocks_;
  std::vector<std::unique_ptr<evaluators::Aggregate>> blanks_;  // by member
  std::vector<Instant> last_event_;                             // by member
};

}  // namespace tocsin::engine
