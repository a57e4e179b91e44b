// The cumulative curve of a reference, and where live values fall between its steps.
#pragma once

#include "base/codec.hpp"
#include "evaluators/row_values.hpp"
#include "evaluators/selection.hpp"
#include "evaluators/wide.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tocsin::evaluators {

// Between two neighbouring values of the reference its curve is flat, so the largest gap to any
// other curve follows from how many live values lie between them and how many equal them: whole
// counts, which merge without loss. A place is such a count: 2i below the i-th step, 2i + 1 on it.
class ReferenceSteps {
 public:
  ReferenceSteps() = default;
  // Up to kExactValues known values every distinct one is a step, above 10,000 quantiles are.
  ReferenceSteps(const RowValues& values, Rows rows);
  explicit ReferenceSteps(std::vector<double> values);  // none is NaN

  bool is_empty() const { return steps_.empty(); }
  bool has_all() const { return inside_.empty(); }  // every distinct value is a step
  std::uint64_t total() const { return total_; }    // known values of the reference
  std::size_t places() const { return 2 * steps_.size() + 1; }
  std::uint32_t place_of(double x) const;

  // max |F - G|, as far as the steps show; `live` has places() counts with the sum `total` > 0.
  double largest_gap(const std::vector<std::uint64_t>& live, std::uint64_t total) const;
  // max |F - G|, exactly; neither is empty.
  double largest_gap(std::span<const double> live) const;

 private:
  struct Within;

  void index_steps();
  std::size_t cell_of(double x) const;
  std::int64_t cell_from_middle(double x) const;
  double as_share(Wide gap, std::uint64_t total) const;
  Wide gap_at_steps(std::span<const std::uint64_t> live, std::uint64_t total) const;
  std::vector<Within> wider_within(std::span<const std::uint64_t> live, std::uint64_t total,
                                   Wide largest) const;
  Wide gap_within(const Within& place, std::span<double> live, std::uint64_t total) const;

  std::vector<double> steps_;         // rising
  std::vector<std::uint64_t> below_;  // reference values < steps_[i]
  std::vector<std::uint64_t> up_to_;  // reference values <= steps_[i]
  std::vector<double> inside_;        // all values in order, unless each is a step
  std::uint64_t total_ = 0;
  // Where the steps of each cell begin: a search among all would miss the cache at every turn. A
  // cell is a stretch of equal leading bits of the distance from the middle, to which half of the
  // usual distance is added: cells are even where most values lie, and widen outwards.
  std::vector<std::uint32_t> first_in_cell_;
  double middle_ = 0;
  double half_spread_ = 1;
  std::int64_t lowest_cell_ = 0;
  int dropped_bits_ = 2;  // so that a difference fits
};

// Counts by place: a list of places while that is shorter.
class StepCounts {
 public:
  void add(std::uint32_t place, std::size_t places) {
    if (dense_.empty()) {
      list_.push_back(place);
      if (list_.size() > places) spread(places);
    } else {
      ++dense_[place];
    }
  }
  void merge(const StepCounts& later, std::size_t places);
  std::vector<std::uint64_t> dense(std::size_t places) const;
  std::uint64_t total() const;

  void save(Encoder& out) const;
  void load(Decoder& in, std::size_t places);

 private:
  void spread(std::size_t places);

  std::vector<std::uint32_t> list_;  // empty once `dense_` is not
  std::vector<std::uint64_t> dense_;
};

}  // namespace tocsin::evaluators
