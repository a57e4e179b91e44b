#include "evaluators/reference_steps.hpp"

#include "evaluators/aggregate_of.hpp"
#include "evaluators/wide.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kQuantiles = 10'000;
constexpr std::int64_t kMostCells = 1 << 16;

// A whole number that rises with x, whatever its sign; zeros are one.
std::int64_t order_of(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x + 0.0);
  return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}

std::vector<double> sorted_numbers(const RowValues& values, Rows rows) {
  std::vector<double> sorted;
  for_each_set(values.valid, rows,
               [&](std::uint32_t row) { sorted.push_back(values.numbers[row]); });
  std::ranges::sort(sorted);
  return sorted;
}

// The last value of each of 10,000 runs of equal length.
std::vector<double> thinned(const std::vector<double>& sorted) {
  std::vector<double> steps;
  for (std::size_t i = 1; i <= kQuantiles; ++i) {
    steps.push_back(sorted[(sorted.size() * i + kQuantiles - 1) / kQuantiles - 1]);
  }
  return steps;
}

Wide distance(Wide a, Wide b) { return a < b ? b - a : a - b; }

}  // namespace

ReferenceSteps::ReferenceSteps(const RowValues& values, Rows rows) {
  const auto sorted = sorted_numbers(values, rows);
  total_ = sorted.size();
  steps_ = sorted.size() > kExactValues ? thinned(sorted) : sorted;
  steps_.erase(std::ranges::unique(steps_).begin(), steps_.end());
  for (const double step : steps_) {
    const auto [first, last] = std::ranges::equal_range(sorted, step);
    below_.push_back(static_cast<std::uint64_t>(first - sorted.begin()));
    up_to_.push_back(static_cast<std::uint64_t>(last - sorted.begin()));
  }
  if (!steps_.empty()) index_steps();
}

void ReferenceSteps::index_steps() {
  const auto cell = [this](double x) { return order_of(x) >> dropped_bits_; };
  while (cell(steps_.back()) - cell(steps_.front()) >= kMostCells) ++dropped_bits_;
  lowest_cell_ = cell(steps_.front());
  first_in_cell_.assign(static_cast<std::size_t>(cell(steps_.back()) - lowest_cell_) + 2, 0);
  for (const double step : steps_) ++first_in_cell_[cell_of(step) + 1];
  std::partial_sum(first_in_cell_.begin(), first_in_cell_.end(), first_in_cell_.begin());
}

// Values beyond the steps belong to the outermost cells.
std::size_t ReferenceSteps::cell_of(double x) const {
  const auto cells = static_cast<std::int64_t>(first_in_cell_.size()) - 1;
  const std::int64_t cell = (order_of(x) >> dropped_bits_) - lowest_cell_;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(cell, 0, cells - 1));
}

std::uint32_t ReferenceSteps::place_of(double x) const {
  const std::size_t cell = cell_of(x);
  const auto at = std::lower_bound(steps_.begin() + first_in_cell_[cell],
                                   steps_.begin() + first_in_cell_[cell + 1], x);
  const auto place = static_cast<std::uint32_t>(2 * (at - steps_.begin()));
  return at != steps_.end() && *at == x ? place + 1 : place;
}

// Both curves are compared right before and at each step, in whole numbers: |i/n - j/m| · n·m.
double ReferenceSteps::largest_gap(const std::vector<std::uint64_t>& live,
                                   std::uint64_t total) const {
  Wide largest = 0;
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    passed += live[2 * i];
    largest = std::max(largest, distance(Wide{passed} * total_, Wide{below_[i]} * total));
    passed += live[2 * i + 1];
    largest = std::max(largest, distance(Wide{passed} * total_, Wide{up_to_[i]} * total));
  }
  return static_cast<double>(largest) / static_cast<double>(Wide{total} * total_);
}

// ---- counts ------------------------------------------------------------------------------------

void StepCounts::spread(std::size_t places) {
  dense_.assign(places, 0);
  for (const auto place : list_) ++dense_[place];
  list_ = {};
}

void StepCounts::merge(const StepCounts& later, std::size_t places) {
  if (later.dense_.empty()) {
    for (const auto place : later.list_) add(place, places);
    return;
  }
  if (dense_.empty()) spread(places);
  for (std::size_t i = 0; i < places; ++i) dense_[i] += later.dense_[i];
}

std::vector<std::uint64_t> StepCounts::dense(std::size_t places) const {
  if (!dense_.empty()) return dense_;
  std::vector<std::uint64_t> counts(places, 0);
  for (const auto place : list_) ++counts[place];
  return counts;
}

std::uint64_t StepCounts::total() const {
  return std::accumulate(dense_.begin(), dense_.end(), std::uint64_t{list_.size()});
}

void StepCounts::save(Encoder& out) const {
  out.boolean(!dense_.empty());
  out.u64(dense_.empty() ? list_.size() : dense_.size());
  for (const auto place : list_) out.u64(place);
  for (const auto count : dense_) out.u64(count);
}

void StepCounts::load(Decoder& in, std::size_t places) {
  *this = {};
  const bool is_dense = in.boolean();
  const std::size_t size = in.count();
  if (is_dense ? size != places : size > places) in.fail();
  for (std::size_t i = 0; i < size && !in.failed(); ++i) {
    if (is_dense) {
      dense_.push_back(load_rows(in));
    } else {
      const std::uint64_t place = in.u64();
      if (place >= places) in.fail();
      list_.push_back(static_cast<std::uint32_t>(place));
    }
  }
}

}  // namespace tocsin::evaluators
