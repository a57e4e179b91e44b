// Cuts the values of a reference into bins, and counts where live values fall.
#pragma once

#include "evaluators/category_table.hpp"
#include "evaluators/row_values.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::evaluators {

// Numbers: the reference's deciles (type 7) are the inner edges, equal ones merged; a bin is closed
// on the right, the outer ones are open. Texts: one bin for each text of the reference, in order,
// and one for all others.
class ReferenceBins {
 public:
  ReferenceBins() = default;
  ReferenceBins(const RowValues& values, Rows rows);

  // How many values of the reference fell into each bin; empty without reference values.
  const std::vector<std::uint64_t>& reference() const { return reference_; }
  std::size_t size() const { return reference_.size(); }

  // Adds the known values among the rows to `counts`, which has size() entries.
  void count(const RowValues& values, Rows rows, std::vector<std::uint64_t>& counts);

 private:
  std::size_t bin_of(double x) const;

  std::vector<double> edges_;
  CategoryTable texts_;
  std::vector<std::uint64_t> reference_;
};

}  // namespace tocsin::evaluators
