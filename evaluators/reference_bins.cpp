#include "evaluators/reference_bins.hpp"

#include "evaluators/order_statistics.hpp"
#include "evaluators/row_kernels.hpp"
#include "evaluators/type_seven.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();
constexpr std::size_t kFewEdges = 16;  // comparing with all of them is quicker than a search

std::vector<double> quantile_edges(const RowValues& values, Rows rows, std::size_t bins) {
  std::vector<double> known;
  for_each_set(values.valid, rows,
               [&](std::uint32_t row) { known.push_back(values.numbers[row]); });
  if (known.empty()) return {};
  std::vector<QuantilePlace> places;
  std::vector<std::uint64_t> ranks;
  for (std::size_t i = 1; i < bins; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(bins);
    const auto& place = places.emplace_back(quantile_place(known.size(), share));
    ranks.insert(ranks.end(), {place.below, place.above});
  }
  std::ranges::sort(ranks);
  const auto found = values_at(known, ranks);
  const auto at = [&](std::uint64_t rank) {
    return found[static_cast<std::size_t>(std::ranges::find(ranks, rank) - ranks.begin())];
  };
  std::vector<double> edges;
  for (const auto& [below, above, share] : places)
    edges.push_back(between(at(below), at(above), share));
  edges.erase(std::ranges::unique(edges).begin(), edges.end());
  if (edges.size() == 1) edges.insert(edges.begin(), std::nextafter(edges[0], -kEndless));
  return edges;
}

// What is at least an edge is above the number before it. The last bin is closed on both sides.
std::vector<double> doane_edges(const RowValues& values, Rows rows) {
  QuantileSummary summary;
  for_each_set(values.valid, rows, [&](std::uint32_t row) { summary.add(values.numbers[row]); });
  const auto known = summary.in_order();
  auto edges = equal_edges(known.front().value, known.back().value, doane_bins(known));
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) edges[i] = std::nextafter(edges[i], -kEndless);
  return edges;
}

}  // namespace

ReferenceBins::ReferenceBins(const RowValues& values, Rows rows, Binning binning) {
  if (count_set(values.valid, rows) == 0) return;
  is_ring_ = !is_text(values) && binning.dialect == Dialect::doane;
  if (is_text(values))
    texts_ = CategoryTable(values, rows);
  else if (values.form == RowValues::Form::truth)
    edges_ = {0};
  else
    edges_ = is_ring_ ? doane_edges(values, rows) : quantile_edges(values, rows, binning.bins);
  if (values.form == RowValues::Form::truth) is_ring_ = false;
  reference_.resize(is_text(values) ? texts_.size() + 1 : edges_.size() + (is_ring_ ? 0 : 1));
  count(values, rows, reference_);
}

// How many edges lie below: with few of them this beats a search, which would guess wrong.
std::size_t ReferenceBins::bin_of(double x) const {
  std::size_t bin = 0;
  for (const double edge : edges_) bin += edge < x ? 1 : 0;
  return bin;
}

void ReferenceBins::count_many(const RowValues& values, Rows rows,
                               std::vector<std::uint64_t>& counts) const {
  for_each_set(values.valid, rows, [&](std::uint32_t row) {
    const auto above = std::ranges::lower_bound(edges_, values.numbers[row]) - edges_.begin();
    const auto bin = static_cast<std::size_t>(above);
    ++counts[bin == counts.size() ? 0 : bin];
  });
}

void ReferenceBins::count(const RowValues& values, Rows rows, std::vector<std::uint64_t>& counts) {
  if (is_text(values)) {
    texts_.for_each(values, rows, [&](std::uint32_t number) { ++counts[number]; });
  } else if (is_ring_ || edges_.size() > kFewEdges) {
    count_many(values, rows, counts);
  } else {
    for_each_set(values.valid, rows,
                 [&](std::uint32_t row) { ++counts[bin_of(values.numbers[row])]; });
  }
}

}  // namespace tocsin::evaluators
