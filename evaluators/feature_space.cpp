#include "evaluators/feature_space.hpp"

#include "evaluators/block.hpp"
#include "evaluators/row_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kMostTexts = 10;
constexpr double kFarthest = 10;

}  // namespace

FeatureSpace::FeatureSpace(std::vector<dsl::RowExprPtr> columns, const ReferenceView& reference) {
  for (auto& value : columns) {
    Column column{.value = std::move(value), .at = dimensions_};
    const RowValues& values = reference.block.values(*column.value);
    column.is_text = is_text(values);
    if (column.is_text)
      rank(column, values, reference.rows);
    else
      scale(column, values, reference.rows);
    columns_.push_back(std::move(column));
  }
}

void FeatureSpace::scale(Column& column, const RowValues& values, Rows rows) {
  double n = 0, mean = 0, squares = 0;  // Welford's running moments
  for_each_set(values.valid, rows, [&](std::uint32_t row) {
    const double apart = values.numbers[row] - mean;
    mean += apart / ++n;
    squares += apart * (values.numbers[row] - mean);
  });
  column.mean = mean;
  if (squares > 0) column.deviation = std::sqrt(squares / n);
  ++dimensions_;
}

void FeatureSpace::rank(Column& column, const RowValues& values, Rows rows) {
  column.texts = CategoryTable(values, rows);
  std::vector<std::size_t> count(column.texts.size() + 1), order(column.texts.size());
  column.texts.for_each(values, rows, [&](std::uint32_t text) { ++count[text]; });
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](auto text) { return count[text]; });
  column.place_of.assign(count.size(), kMostTexts);
  const std::size_t own = std::min(order.size(), kMostTexts);
  for (std::size_t i = 0; i < own; ++i) column.place_of[order[i]] = i;
  dimensions_ += own;
}

Points FeatureSpace::points(Block& block, Rows rows) {
  Points points{dimensions_, std::vector<double>(rows.size() * dimensions_)};
  for (auto& column : columns_) {
    const RowValues& values = block.values(*column.value);
    std::vector<std::uint32_t> texts;
    if (column.is_text)
      column.texts.for_each(values, rows, [&](std::uint32_t text) { texts.push_back(text); });
    for (std::size_t i = 0, text = 0; i < rows.size(); ++i) {
      if (!values.valid[rows[i]]) continue;
      double* point = &points.values[i * dimensions_ + column.at];
      if (!column.is_text) {
        const double apart = (values.numbers[rows[i]] - column.mean) / column.deviation;
        *point = std::clamp(apart, -kFarthest, kFarthest);
      } else if (const auto place = column.place_of[texts[text++]]; place < kMostTexts) {
        point[place] = 1;
      }
    }
  }
  return points;
}

}  // namespace tocsin::evaluators
