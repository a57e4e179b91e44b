// What an expression is worth in every row of a block.
#pragma once

#include "base/batch.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::evaluators {

// The form says which view is filled; each has one entry a row of the block. Views lead into the
// batch where nothing had to be computed, else into `own`; both live as long as the block.
struct RowValues {
  enum class Form : std::uint8_t { numbers, truth, times, codes, texts };

  Form form = Form::numbers;
  std::span<const double> numbers;       // yes/no as 0 and 1, times in nanoseconds, rounded
  std::span<const std::int64_t> times;   // nanoseconds since the epoch, exact
  std::span<const std::uint32_t> codes;  // of `dictionary`
  std::span<const std::string_view> texts;
  std::shared_ptr<const Dictionary> dictionary;
  Bits valid;  // the value is known: not missing, not malformed. Entries of other rows are
               // unspecified.
  Bits truth;  // of a yes/no value: known to be true

  // An operand may be a constant that stands for all rows; what Block::values() returns never is
  // one.
  bool is_constant = false;
  double number = 0;
  std::string_view text;

  struct Own {
    std::vector<double> numbers;
    std::vector<std::int64_t> times;
    std::vector<std::uint32_t> codes;
    std::vector<std::string_view> texts;
    std::vector<std::string> strings;  // what `texts` points to where no one else holds it
  } own;

  RowValues() = default;
  RowValues(RowValues&&) = default;
  RowValues& operator=(RowValues&&) = default;
  RowValues(const RowValues&) = delete;  // a copy's views would lead into the original
  RowValues& operator=(const RowValues&) = delete;
};

}  // namespace tocsin::evaluators
