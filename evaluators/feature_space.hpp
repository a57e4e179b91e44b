// Rows as points: what several columns of any type say, in numbers of like weight.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/aggregate.hpp"
#include "evaluators/category_table.hpp"
#include "evaluators/gaussian_mixture.hpp"
#include "evaluators/selection.hpp"

#include <vector>

namespace tocsin::evaluators {

// Numbers less their mean in the reference, in its standard deviations, and at most ten of them
// from it; a missing one is the mean. Of texts a 1 for each of the ten most frequent in the
// reference.
class FeatureSpace {
 public:
  FeatureSpace() = default;
  FeatureSpace(std::vector<dsl::RowExprPtr> columns, const ReferenceView& reference);

  std::size_t dimensions() const { return dimensions_; }
  Points points(Block& block, Rows rows);

 private:
  struct Column {
    dsl::RowExprPtr value;
    std::size_t at = 0;  // its first dimension
    double mean = 0, deviation = 1;
    bool is_text = false;
    CategoryTable texts{};
    std::vector<std::size_t> place_of{};  // by number of the text; 10: none of its own
  };
  void scale(Column& column, const RowValues& values, Rows rows);
  void rank(Column& column, const RowValues& values, Rows rows);

  std::vector<Column> columns_;
  std::size_t dimensions_ = 0;
};

}  // namespace tocsin::evaluators
