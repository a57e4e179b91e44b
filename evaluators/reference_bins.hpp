// Cuts the values of a reference into bins, and counts where live values fall.
#pragma once

#include "evaluators/binned.hpp"
#include "evaluators/category_table.hpp"
#include "evaluators/row_kernels.hpp"
#include "evaluators/row_values.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tocsin::evaluators {

using TextCounts = std::map<std::string, std::uint64_t, std::less<>>;

// Numbers: inner edges by the dialect, decile (and credit) or doane; a bin is closed on the right,
// the outer ones are open, and are one with doane. Yes/no values: two bins. Texts: one bin for each
// text of the reference, in order, and one for all others.
class ReferenceBins {
 public:
  ReferenceBins() = default;
  ReferenceBins(const RowValues& values, Rows rows, Binning binning = {});

  // How many values of the reference fell into each bin; empty without reference values.
  const std::vector<std::uint64_t>& reference() const { return reference_; }
  std::size_t size() const { return reference_.size(); }
  bool are_texts() const { return texts_.size() > 0; }

  // Adds the known values among the rows to `counts`, which has size() entries.
  void count(const RowValues& values, Rows rows, std::vector<std::uint64_t>& counts);

  // The same of texts, but for those that the reference lacks: they go to other(text).
  template <typename Other>
  void count_texts(const RowValues& values, Rows rows, std::vector<std::uint64_t>& counts,
                   Other other) {
    texts_.for_each_row(values, rows, [&](std::uint32_t number, std::uint32_t row) {
      if (number < texts_.size())
        ++counts[number];
      else
        other(text_at(values, row));
    });
  }

 private:
  std::size_t bin_of(double x) const;
  void count_many(const RowValues& values, Rows rows, std::vector<std::uint64_t>& counts) const;

  std::vector<double> edges_;
  bool is_ring_ = false;  // above the last edge is the bin below the first
  CategoryTable texts_;
  std::vector<std::uint64_t> reference_;
};

}  // namespace tocsin::evaluators
