// Calibrated scores: how probable each class is, row by row.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/aggregate.hpp"
#include "evaluators/calibration.hpp"
#include "evaluators/selection.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tocsin::evaluators {

// Of the scores of an estimate. One score is the chance of its value; several are one a class, each
// calibrated by itself against all others, and then scaled so that they add up to one (all zero:
// every class is as probable as the next).
class Chances {
 public:
  // Fitted to the rows of the reference whose label and scores are known. `label` of the reference.
  Chances(const dsl::AggregateCall& call, std::size_t label, const ReferenceView& reference);

  // Without such rows nothing can be estimated.
  bool is_empty() const { return is_empty_; }
  std::size_t classes() const { return scores_.size(); }
  const std::string& name(std::size_t of) const { return scores_[of].of; }
  // The number of a class, or classes().
  std::size_t find(std::string_view of) const;

  // visit(row, raw, chances) for each row in which all scores are known, one number a class.
  template <typename Visit>
  void for_each(Block& block, Rows rows, Visit visit) const {
    std::vector<double> raw(classes()), chances(classes());
    const auto columns = columns_of(block);
    for (const std::uint32_t row : rows) {
      if (!read(columns, row, raw)) continue;
      apply(raw, chances);
      visit(row, std::span<const double>(raw), std::span<const double>(chances));
    }
  }

 private:
  std::vector<const RowValues*> columns_of(Block& block) const;
  static bool read(const std::vector<const RowValues*>& columns, std::uint32_t row,
                   std::vector<double>& raw);
  void apply(const std::vector<double>& raw, std::vector<double>& chances) const;

  std::vector<dsl::ClassScore> scores_;
  std::vector<Calibration> calibrations_;
  bool is_empty_ = true;
};

}  // namespace tocsin::evaluators
