#include "evaluators/reference_steps.hpp"

#include "evaluators/aggregate_of.hpp"
#include "evaluators/radix_sort.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kQuantiles = 10'000;
constexpr std::int64_t kMostCells = 1 << 16;
constexpr std::uint32_t kClosed = UINT32_MAX;

std::vector<double> known_numbers(const RowValues& values, Rows rows) {
  std::vector<double> known;
  for_each_set(values.valid, rows,
               [&](std::uint32_t row) { known.push_back(values.numbers[row]); });
  return known;
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

std::int64_t bits_of(double x) { return std::bit_cast<std::int64_t>(x); }

}  // namespace

ReferenceSteps::ReferenceSteps(const RowValues& values, Rows rows)
    : ReferenceSteps(known_numbers(values, rows)) {}

ReferenceSteps::ReferenceSteps(std::vector<double> values) : total_(values.size()) {
  sort_numbers(values);
  steps_ = values.size() > kExactValues ? thinned(values) : values;
  steps_.erase(std::ranges::unique(steps_).begin(), steps_.end());
  auto at = values.begin();
  for (const double step : steps_) {
    at = std::find_if(at, values.end(), [=](double x) { return x >= step; });
    below_.push_back(static_cast<std::uint64_t>(at - values.begin()));
    at = std::find_if(at, values.end(), [=](double x) { return x > step; });
    up_to_.push_back(static_cast<std::uint64_t>(at - values.begin()));
  }
  if (total_ > kExactValues) inside_ = std::move(values);
  if (!steps_.empty()) index_steps();
}

// ---- places ------------------------------------------------------------------------------------

void ReferenceSteps::index_steps() {
  const std::size_t n = steps_.size();
  middle_ = steps_[n / 2];
  half_spread_ = steps_[n - 1 - n / 4] / 2 - steps_[n / 4] / 2;
  const auto cell = [this](double x) { return cell_from_middle(x); };
  while (cell(steps_.back()) - cell(steps_.front()) >= kMostCells) ++dropped_bits_;
  lowest_cell_ = cell(steps_.front());
  first_in_cell_.assign(static_cast<std::size_t>(cell(steps_.back()) - lowest_cell_) + 2, 0);
  for (const double step : steps_) ++first_in_cell_[cell_of(step) + 1];
  std::partial_sum(first_in_cell_.begin(), first_in_cell_.end(), first_in_cell_.begin());
}

// Every operation here rounds, and none of them turns an order round.
std::int64_t ReferenceSteps::cell_from_middle(double x) const {
  const double from_middle = x - middle_;
  const std::int64_t far = bits_of(std::abs(from_middle) + half_spread_) - bits_of(half_spread_);
  return (from_middle < 0 ? -far : far) >> dropped_bits_;
}

// Values beyond the steps belong to the outermost cells.
std::size_t ReferenceSteps::cell_of(double x) const {
  const auto cells = static_cast<std::int64_t>(first_in_cell_.size()) - 1;
  const std::int64_t cell = cell_from_middle(x) - lowest_cell_;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(cell, 0, cells - 1));
}

std::uint32_t ReferenceSteps::place_of(double x) const {
  const std::size_t cell = cell_of(x);
  const auto at = std::lower_bound(steps_.begin() + first_in_cell_[cell],
                                   steps_.begin() + first_in_cell_[cell + 1], x);
  const auto place = static_cast<std::uint32_t>(2 * (at - steps_.begin()));
  return at != steps_.end() && *at == x ? place + 1 : place;
}

// ---- the largest gap ---------------------------------------------------------------------------

// Values between two steps, where the reference has some too.
struct ReferenceSteps::Within {
  std::size_t place;
  std::uint64_t first, last;  // of inside_, past the end
  std::uint64_t passed;       // live values below
};

// Gaps are whole numbers: |i/n - j/m| · n·m.
double ReferenceSteps::as_share(Wide gap, std::uint64_t total) const {
  return static_cast<double>(gap) / static_cast<double>(Wide{total} * total_);
}

// Both curves are compared right before and at each step.
Wide ReferenceSteps::gap_at_steps(std::span<const std::uint64_t> live, std::uint64_t total) const {
  Wide largest = 0;
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    passed += live[2 * i];
    largest = std::max(largest, distance(Wide{passed} * total_, Wide{below_[i]} * total));
    passed += live[2 * i + 1];
    largest = std::max(largest, distance(Wide{passed} * total_, Wide{up_to_[i]} * total));
  }
  return largest;
}

double ReferenceSteps::largest_gap(const std::vector<std::uint64_t>& live,
                                   std::uint64_t total) const {
  return as_share(gap_at_steps(live, total), total);
}

// Between two steps a gap is at most that of all of the one curve's values before all of the
// other's. Only where this is wider than a gap at the steps must the values themselves be looked
// at.
std::vector<ReferenceSteps::Within> ReferenceSteps::wider_within(
    std::span<const std::uint64_t> live, std::uint64_t total, Wide largest) const {
  std::vector<Within> wider;
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Within within{2 * i, i == 0 ? 0 : up_to_[i - 1], below_[i], passed};
    const std::uint64_t through = passed + live[2 * i];
    const Wide widest = std::max(distance(Wide{through} * total_, Wide{within.first} * total),
                                 distance(Wide{passed} * total_, Wide{within.last} * total));
    const bool has_both = through > passed && within.last > within.first;
    if (has_both && widest > largest) wider.push_back(within);
    passed = through + live[2 * i + 1];
  }
  return wider;
}

Wide ReferenceSteps::gap_within(const Within& within, std::span<double> live,
                                std::uint64_t total) const {
  std::ranges::sort(live);
  Wide largest = 0;
  std::uint64_t passed = within.passed, behind = within.first;
  for (auto at = live.begin(); at != live.end();) {
    const double x = *at;
    for (; behind < within.last && inside_[behind] < x; ++behind) {
    }
    largest = std::max(largest, distance(Wide{passed} * total_, Wide{behind} * total));
    for (; at != live.end() && *at == x; ++at) ++passed;
    for (; behind < within.last && inside_[behind] == x; ++behind) {
    }
    largest = std::max(largest, distance(Wide{passed} * total_, Wide{behind} * total));
  }
  return largest;
}

double ReferenceSteps::largest_gap(std::span<const double> live) const {
  std::vector<std::uint32_t> place(live.size());
  std::vector<std::uint64_t> counts(places());
  for (std::size_t i = 0; i < live.size(); ++i) ++counts[place[i] = place_of(live[i])];
  Wide largest = gap_at_steps(counts, live.size());
  if (has_all()) return as_share(largest, live.size());

  const auto wider = wider_within(counts, live.size(), largest);
  std::vector<std::uint32_t> next(places(), kClosed);
  std::uint32_t size = 0;
  for (const auto& within : wider) {
    next[within.place] = size;
    size += static_cast<std::uint32_t>(counts[within.place]);
  }
  std::vector<double> values(size);
  for (std::size_t i = 0; i < live.size(); ++i)
    if (next[place[i]] != kClosed) values[next[place[i]]++] = live[i];
  for (const auto& within : wider) {
    const std::size_t count = counts[within.place];
    const std::span slice(values.data() + next[within.place] - count, count);
    largest = std::max(largest, gap_within(within, slice, live.size()));
  }
  return as_share(largest, live.size());
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
