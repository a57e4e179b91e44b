#include "evaluators/buckets.hpp"

#include "evaluators/block.hpp"
#include "evaluators/row_kernels.hpp"
#include "evaluators/type_seven.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kGroups = 10, kMostPoints = 20'000;
constexpr std::uint32_t kSeed = 42;
constexpr auto kMissing = std::numeric_limits<std::uint32_t>::max();

// The inner edges between tenths of the values, rising, each once.
std::vector<double> deciles(const RowValues& values, Rows rows) {
  std::vector<double> sorted;
  for_each_set(values.valid, rows,
               [&](std::uint32_t row) { sorted.push_back(values.numbers[row]); });
  std::ranges::sort(sorted);
  std::vector<double> edges;
  for (int i = 1; i < 10 && !sorted.empty(); ++i) {
    const auto place = quantile_place(sorted.size(), i / 10.0);
    edges.push_back(between(sorted[place.below], sorted[place.above], place.share));
  }
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

}  // namespace

Combinations::Combinations(std::vector<dsl::RowExprPtr> axes, const ReferenceView& reference) {
  for (auto& value : axes) {
    Axis axis{std::move(value)};
    const RowValues& values = reference.block.values(*axis.value);
    if (is_text(values))
      axis.texts = CategoryTable(values, reference.rows);
    else
      axis.edges = deciles(values, reference.rows);
    axes_.push_back(std::move(axis));
  }
  for (auto& combination : combinations(reference.block, reference.rows))
    numbers_.emplace(std::move(combination), 0);
  std::uint32_t next = 0;
  for (auto& [combination, number] : numbers_) number = next++;
}

std::vector<std::uint32_t> Combinations::places(Axis& axis, Block& block, Rows rows) {
  const RowValues& values = block.values(*axis.value);
  std::vector<std::uint32_t> places;
  places.reserve(rows.size());
  std::vector<std::uint32_t> known;
  if (is_text(values)) {
    axis.texts.for_each(values, rows, [&](std::uint32_t number) { known.push_back(number); });
  } else {
    for_each_set(values.valid, rows, [&](std::uint32_t row) {
      const auto edge = std::ranges::lower_bound(axis.edges, values.numbers[row]);
      known.push_back(static_cast<std::uint32_t>(edge - axis.edges.begin()));
    });
  }
  std::size_t next = 0;
  for (const std::uint32_t row : rows)
    places.push_back(values.valid[row] ? known[next++] : kMissing);
  return places;
}

std::vector<Combinations::Combination> Combinations::combinations(Block& block, Rows rows) {
  std::vector<Combination> combinations(rows.size());
  for (auto& axis : axes_) {
    const auto places = Combinations::places(axis, block, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) combinations[i].push_back(places[i]);
  }
  return combinations;
}

std::vector<std::uint32_t> Combinations::of(Block& block, Rows rows) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(rows.size());
  for (const auto& combination : combinations(block, rows)) {
    const auto found = numbers_.find(combination);
    numbers.push_back(found == numbers_.end() ? size() : found->second);
  }
  return numbers;
}

Groups::Groups(std::vector<dsl::RowExprPtr> columns, const ReferenceView& reference)
    : space_(std::move(columns), reference) {
  const std::size_t step = (reference.rows.size() + kMostPoints - 1) / kMostPoints;
  std::vector<std::uint32_t> some;
  for (std::size_t i = 0; i < reference.rows.size(); i += step) some.push_back(reference.rows[i]);
  mixture_ = GaussianMixture(space_.points(reference.block, some), kGroups, kSeed);
}

std::vector<std::uint32_t> Groups::of(Block& block, Rows rows) {
  const Points points = space_.points(block, rows);
  std::vector<std::uint32_t> numbers;
  numbers.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    numbers.push_back(size() == 0 ? 0 : mixture_.group_of(points[i]));
  return numbers;
}

Buckets::Buckets(const dsl::CallOption& option, const ReferenceView& reference) {
  if (option.word == "auto")
    kind_ = Groups(option.values, reference);
  else
    kind_ = Combinations(option.values, reference);
}

std::uint32_t Buckets::size() const {
  return std::visit([](const auto& kind) { return kind.size(); }, kind_);
}

std::vector<std::uint32_t> Buckets::of(Block& block, Rows rows) {
  return std::visit([&](auto& kind) { return kind.of(block, rows); }, kind_);
}

}  // namespace tocsin::evaluators
