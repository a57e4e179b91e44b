// What each category stands for in a measure, looked up once for each text that a dictionary has.
#pragma once

#include "base/batch.hpp"
#include "evaluators/row_values.hpp"
#include "evaluators/selection.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::evaluators {

// The distinct texts of a reference, numbered in their order; every other text has the number
// size(). Grows with the dictionary it is asked about: belongs to one strand.
class CategoryTable {
 public:
  CategoryTable() = default;
  CategoryTable(const RowValues& values, Rows rows);

  std::uint32_t size() const { return static_cast<std::uint32_t>(numbers_.size()); }
  std::uint32_t number_of(std::string_view text) const;

  // visit(number, row) for each known value among the rows.
  template <typename Visit>
  void for_each_row(const RowValues& values, Rows rows, Visit visit) {
    if (values.form == RowValues::Form::codes) {
      const auto by_code = numbers_by_code(values.dictionary);
      for_each_set(values.valid, rows,
                   [&](std::uint32_t row) { visit(by_code[values.codes[row]], row); });
    } else {
      for_each_set(values.valid, rows,
                   [&](std::uint32_t row) { visit(number_of(values.texts[row]), row); });
    }
  }
  // visit(number)
  template <typename Visit>
  void for_each(const RowValues& values, Rows rows, Visit visit) {
    for_each_row(values, rows, [&](std::uint32_t number, std::uint32_t) { visit(number); });
  }

 private:
  std::span<const std::uint32_t> numbers_by_code(
      const std::shared_ptr<const Dictionary>& dictionary);

  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::shared_ptr<const Dictionary> dictionary_;  // kept, so that no other can take its address
  std::vector<std::uint32_t> by_code_;
};

}  // namespace tocsin::evaluators
