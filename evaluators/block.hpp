// A run of rows with what has been computed over them, so that monitors share it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/batch.hpp"
#include "dsl/plan.hpp"

namespace tocsin::evaluators {

// One value a row of the block. Numbers: booleans 0/1, numbers, shares, durations and times in
// nanoseconds. A category or text that is only passed on (psi, nulls) has `codes` or `texts` instead.
struct RowValues {
  std::vector<double> numbers;
  std::vector<std::uint32_t> codes;
  std::vector<std::string> texts;
  const Dictionary* dictionary = nullptr;  // of `codes`
  Bits valid;                              // the value is known: not missing, not malformed
};

// Rows [begin, end) of a batch; row numbers below count from `begin`. The batch and all expressions
// outlive the block. Category codes are those of the engine's dictionaries.
class Block {
 public:
  Block(const Batch& batch, const Schema& schema, std::size_t begin, std::size_t end);

  std::size_t rows() const { return end_ - begin_; }
  const Schema& schema() const { return schema_; }
  Instant time(std::size_t row) const { return batch_.time[begin_ + row]; }

  // Evaluated once per block and canonical text. Three-valued: an operand that is missing makes
  // the result missing, but `false and x` is false and `true or x` is true.
  const RowValues& values(const dsl::RowExpr& expr);
  // Rows for which a yes/no expression is known to be true.
  const Bits& holds(const dsl::RowExpr& expr);
  // Rows that are not malformed in any of the fields.
  const Bits& readable(std::span<const std::size_t> fields);
  // Readable in `call.reads` and true in `call.where`: the rows that an aggregate is given.
  const Bits& selected(const dsl::AggregateCall& call);

  // Straight from the batch, offset by `begin`.
  std::span<const double> numbers(std::size_t field) const;
  std::span<const std::uint32_t> codes(std::size_t field) const;
  bool is_valid(std::size_t field, std::size_t row) const;
  bool is_malformed(std::size_t field, std::size_t row) const;
  const Batch& batch() const { return batch_; }
  std::size_t begin() const { return begin_; }

 private:
  const Batch& batch_;
  const Schema& schema_;
  std::size_t begin_;
  std::size_t end_;
  std::map<std::string, std::unique_ptr<RowValues>, std::less<>> values_;
  std::map<std::string, std::unique_ptr<Bits>, std::less<>> bits_;
};

}  // namespace tocsin::evaluators
