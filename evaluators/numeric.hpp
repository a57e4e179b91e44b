// Hands the known numbers of an argument, row by row, to a measure.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/aggregate_of.hpp"

#include <cmath>
#include <span>
#include <vector>

namespace tocsin::evaluators {

// What measures over one number a row share: nothing but the call.
struct NumericSpec {
  const dsl::AggregateCall* call;
};

template <typename Take>
void for_each_number(Block& block, const dsl::RowExpr& expr, Rows rows, Take take) {
  const RowValues& values = block.values(expr);
  for_each_set(values.valid, rows, [&](std::uint32_t row) { take(values.numbers[row]); });
}

// The known numbers among the rows, side by side: where they are not, they are copied to `room`.
inline std::span<const double> known_numbers(const RowValues& values, Rows rows,
                                             std::vector<double>& room) {
  if (is_run(rows) && count_set(values.valid, rows) == rows.size())
    return values.numbers.subspan(rows.front(), rows.size());
  room.clear();
  room.reserve(rows.size());
  for_each_set(values.valid, rows, [&](std::uint32_t row) { room.push_back(values.numbers[row]); });
  return room;
}

// A known value, unless it left the range of doubles.
inline Value finite_value(double value) {
  if (!std::isfinite(value)) return {};
  return {.known = true, .value = value + 0.0};  // a negative zero is a zero
}

}  // namespace tocsin::evaluators
