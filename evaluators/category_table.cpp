#include "evaluators/category_table.hpp"

#include "evaluators/row_kernels.hpp"

namespace tocsin::evaluators {

CategoryTable::CategoryTable(const RowValues& values, Rows rows) {
  for_each_set(values.valid, rows, [&](std::uint32_t row) {
    const auto text = text_at(values, row);
    if (!numbers_.contains(text)) numbers_.emplace(text, 0);
  });
  std::uint32_t next = 0;
  for (auto& [text, number] : numbers_) number = next++;
}

std::uint32_t CategoryTable::number_of(std::string_view text) const {
  const auto found = numbers_.find(text);
  return found == numbers_.end() ? size() : found->second;
}

std::span<const std::uint32_t> CategoryTable::numbers_by_code(
    const std::shared_ptr<const Dictionary>& dictionary) {
  if (dictionary_ != dictionary) {
    dictionary_ = dictionary;
    by_code_.clear();
  }
  while (by_code_.size() < dictionary->size()) {
    by_code_.push_back(number_of(dictionary->text(static_cast<std::uint32_t>(by_code_.size()))));
  }
  return by_code_;
}

}  // namespace tocsin::evaluators
