// The model's own rows, held for measures that compare with what it was: `rolling 7d ago 7d`.
#pragma once

#include "engine/members.hpp"
#include "engine/reference_rows.hpp"
#include "engine/rows.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace tocsin::engine {

class RowLoader;
class RowSaver;

class RollingRows {
 public:
  // Of references no more rows are held than this; above, every second one goes.
  static constexpr std::size_t kMostRows = 1'000'000;

  // `schema` outlives this.
  explicit RollingRows(const Schema& schema, std::size_t most_rows = kMostRows)
      : schema_(schema), most_rows_(most_rows) {}

  // At a tick rows up to `reach` before it will be asked for, the latest `live` of them as they
  // are. Before the first row.
  void keep(Duration reach, Duration live);
  bool is_asked() const { return reach_ > Duration{0}; }

  // `number`: in order of arrival.
  void add(const RowRef& row, std::uint64_t number);
  // Nothing before it will be asked for any more.
  void forget(Instant now);
  // The event time of the oldest row that is held; kForever: none.
  Instant oldest() const { return held_.empty() ? kForever : held_.front().row.time(); }

  // Rows of an interval of event time, side by side, as they are known at one tick.
  class Span {
   public:
    Span(const Schema& schema, const std::vector<RowRef>& rows, const std::vector<bool>& needed);

    evaluators::Block& block() { return rows_.block(0); }
    // Rows that a call counts of a member. `index` may be null.
    std::vector<std::uint32_t> counted(const dsl::AggregateCall& call, MemberIndex* index,
                                       MemberId member);
    // Rows that it compares with, by the rules of references.
    std::vector<std::uint32_t> compared(const dsl::AggregateCall& call, MemberIndex* index,
                                        MemberId member) {
      return rows_.rows(call, 0, index, member);
    }
    // The event time of the first row; kForever: none.
    Instant first() const { return first_; }

   private:
    ReferenceRows rows_;
    Instant first_ = kForever;
    std::map<const MemberIndex*, std::vector<MemberId>> members_;  // by row
  };

  // Rows with an event time in (from, to]; the same object for all who ask at one tick.
  Span& span(Instant from, Instant to, Instant tick, const std::vector<bool>& needed);

  void save(Encoder& out, RowSaver& rows) const;
  void load(Decoder& in, RowLoader& rows);

 private:
  struct Held {
    std::uint64_t number = 0;
    RowRef row;
  };
  static std::pair<Instant, std::uint64_t> order(const Held& held) {
    return {held.row.time(), held.number};
  }

  void sort();
  void thin(Instant tick);

  const Schema& schema_;
  std::size_t most_rows_;
  Duration reach_{0}, live_{0};
  std::deque<Held> held_;  // by event time, but for the latest
  bool is_sorted_ = true;
  unsigned level_ = 0;  // of references one row in 2^level_ is held
  Instant tick_ = kBeginning;
  std::map<std::pair<Instant, Instant>, std::unique_ptr<Span>> spans_;  // of that tick
};

}  // namespace tocsin::engine
