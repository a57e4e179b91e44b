// Runs one measure over a table, whole or in pieces.
#pragma once

#include "evaluators/aggregate.hpp"
#include "tests/unit/evaluators/exprs.hpp"

#include <bit>
#include <cstdint>
#include <memory>
#include <numeric>
#include <vector>

namespace tocsin::test {

using evaluators::Aggregate;
using evaluators::Block;
using evaluators::ReferenceView;
using evaluators::Value;
using RowNumbers = std::vector<std::uint32_t>;

inline RowNumbers numbers_of(const Bits& bits) {
  RowNumbers rows;
  for (std::uint32_t row = 0; row < bits.size(); ++row)
    if (bits[row]) rows.push_back(row);
  return rows;
}

// The rows of [begin, end) of the table that the call selects.
inline void add_rows(Aggregate& aggregate, const Table& table, const dsl::AggregateCall& call,
                     std::size_t begin, std::size_t end) {
  Block block(table.batch, table.schema, begin, end);
  aggregate.add(block, numbers_of(block.selected(call)));
}

// Empty, compared with all rows of `reference` when there is one. The call outlives the aggregate.
inline std::unique_ptr<Aggregate> start(const dsl::AggregateCall& call,
                                        const Table* reference = nullptr) {
  if (reference == nullptr) return call.def->make(call, nullptr);
  Block block(reference->batch, reference->schema, 0, reference->batch.rows);
  const RowNumbers rows = numbers_of(block.selected(call));
  const ReferenceView view{block, rows};
  return call.def->make(call, &view);
}

std::unique_ptr<Aggregate> start(dsl::AggregateCall&& call,
                                 const Table* reference = nullptr) = delete;

inline Value value_of(const dsl::AggregateCall& call, const Table& table,
                      const Table* reference = nullptr, double level = evaluators::kUsualLevel) {
  const auto aggregate = start(call, reference);
  add_rows(*aggregate, table, call, 0, table.batch.rows);
  return aggregate->value(level);
}

inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

inline bool same_bits(const Value& a, const Value& b) {
  return a.known == b.known && same_bits(a.value, b.value) && same_bits(a.low, b.low) &&
         same_bits(a.high, b.high);
}

}  // namespace tocsin::test
