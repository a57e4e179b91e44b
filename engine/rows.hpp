// Rows that are kept after they were taken in: those that wait for a label or for their chunk.
#pragma once

#include "base/batch.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tocsin::engine {

// A time further ahead of the clock than this cannot be true.
inline constexpr Duration kFuture = std::chrono::minutes(1);

// A row keeps its batch alive.
struct RowRef {
  std::shared_ptr<Batch> batch;
  std::uint32_t row = 0;

  Instant time() const { return batch->time[row]; }
  Instant arrival() const { return batch->arrival[row]; }
};

// The rows side by side as a batch of their own, with their keys. Only columns with needed[field]
// are copied; the others are all missing.
Batch gather(std::span<const RowRef> rows, const std::vector<bool>& needed);

// A column that waits for its values: room for every row, nothing known.
Column missing_column(FieldType type, std::size_t rows,
                      const std::shared_ptr<Dictionary>& dictionary);

// One value of a column of the same field, with whether it is valid or malformed.
void copy_value(Column& into, std::size_t row, const Column& from, std::size_t from_row);
// Both missing, or both valid and equal.
bool same_value(const Column& a, std::size_t row_a, const Column& b, std::size_t row_b);

}  // namespace tocsin::engine
