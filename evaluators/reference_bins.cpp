#include "evaluators/reference_bins.hpp"

#include "evaluators/order_statistics.hpp"
#include "evaluators/row_kernels.hpp"
#include "evaluators/type_seven.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

std::vector<double> decile_edges(const RowValues& values, Rows rows) {
  std::vector<double> known;
  for_each_set(values.valid, rows,
               [&](std::uint32_t row) { known.push_back(values.numbers[row]); });
  if (known.empty()) return {};
  std::vector<QuantilePlace> places;
  std::vector<std::uint64_t> ranks;
  for (int decile = 1; decile < 10; ++decile) {
    const auto& place = places.emplace_back(quantile_place(known.size(), decile / 10.0));
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
  return edges;
}

}  // namespace

ReferenceBins::ReferenceBins(const RowValues& values, Rows rows) {
  if (count_set(values.valid, rows) == 0) return;
  if (is_text(values)) {
    texts_ = CategoryTable(values, rows);
    reference_.resize(texts_.size() + 1);
  } else {
    edges_ = decile_edges(values, rows);
    reference_.resize(edges_.size() + 1);
  }
  count(values, rows, reference_);
}

// How many edges lie below: with nine of them this beats a search, which would guess wrong.
std::size_t ReferenceBins::bin_of(double x) const {
  std::size_t bin = 0;
  for (const double edge : edges_) bin += edge < x ? 1 : 0;
  return bin;
}

void ReferenceBins::count(const RowValues& values, Rows rows, std::vector<std::uint64_t>& counts) {
  if (is_text(values)) {
    texts_.for_each(values, rows, [&](std::uint32_t number) { ++counts[number]; });
  } else {
    for_each_set(values.valid, rows,
                 [&](std::uint32_t row) { ++counts[bin_of(values.numbers[row])]; });
  }
}

}  // namespace tocsin::evaluators
