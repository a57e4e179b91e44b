// All pane stores of one model: equal needs share a store, equal rows are cut once.
#pragma once

#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/members.hpp"
#include "engine/panes.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tocsin::engine {

// Which rows a store is given, and by which time they find their pane.
enum class Basis : std::uint8_t {
  events,
  events_by_arrival,
  labelled_by_event,
  labelled_by_arrival,
  // No rows: what LabelTally counts.
  labels_unmatched,
  labels_late,
  labels_conflicting,
};

enum class Hit : std::uint8_t { none, positive_label, malformed, late };

struct StoreSpec {
  const dsl::AggregateCall* call = nullptr;  // which rows: readable and `where`; null: all
  bool makes = false;   // aggregates of the call's measure; else it only counts
  bool judges = false;  // they are made elsewhere, of the same rows
  Basis basis = Basis::events;
  Hit hit = Hit::none;
  PaneGrid grid;
  std::size_t index = 0;  // number of the member index; kNoIndex: all rows together
  bool with_all = true;
};

inline constexpr std::size_t kNoIndex = ~std::size_t{0};

// Rows whose label has the positive value of the call.
Bits positive_labels(evaluators::Block& block, const dsl::AggregateCall& call);

// What a measure such as `labels_late` counts.
std::optional<Basis> labels_counted_by(const dsl::AggregateCall& call);

// An event that arrived later than its model allows.
inline bool is_late(const Batch& batch, std::size_t row, Duration lateness) {
  return batch.arrival[row] - batch.time[row] > lateness;
}

// Rows with a malformed value in any field.
Bits malformed_rows(const evaluators::Block& block);

// Rows that count for a call: readable where it reads, also in `by`, and let through by its filter.
std::vector<std::uint32_t> counted_rows(evaluators::Block& block,
                                        std::span<const std::uint32_t> rows,
                                        const dsl::AggregateCall& call, const MemberIndex* index);

class Stores {
 public:
  using Indexes = std::deque<MemberIndex>;
  // The empty aggregate of a call for one member of an index (null without `by`).
  using Make = std::function<std::unique_ptr<evaluators::Aggregate>(const dsl::AggregateCall&,
                                                                    MemberIndex*, MemberId)>;

  Stores(Indexes& indexes, Duration lateness, Make make)
      : indexes_(indexes), lateness_(lateness), make_(std::move(make)) {}

  // Equal specs give the same store.
  PaneStore& store(const StoreSpec& spec);

  // Rows of a block, ascending. `times`: by row. `members`: by index and row.
  struct Intake {
    evaluators::Block& block;
    std::span<const std::uint32_t> rows;
    std::span<const Instant> times;
    const std::vector<std::vector<MemberId>>& members;
  };
  void feed(Basis basis, const Intake& intake);
  // Something of a basis without rows, by its time.
  void add(Basis basis, Instant at);
  // Rows that could not be read, by arrival.
  void add_unreadable(std::span<const Instant> times);

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  struct Store {
    StoreSpec spec;
    PaneStore panes;
  };
  class Feeding;

  Indexes& indexes_;
  Duration lateness_;
  Make make_;
  std::map<std::string, std::unique_ptr<Store>> stores_;  // by canonical spec
};

}  // namespace tocsin::engine
