// A run of rows with what has been computed over them, so that monitors share it.
#pragma once

#include "base/batch.hpp"
#include "dsl/plan.hpp"
#include "evaluators/row_values.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tocsin::evaluators {

class Moments;

// Rows [begin, end) of a batch; row numbers below count from `begin`. The batch and all expressions
// outlive the block; dictionaries may grow meanwhile. Category codes are those of the engine's
// dictionaries.
class Block {
 public:
  Block(const Batch& batch, const Schema& schema, std::size_t begin, std::size_t end);

  std::size_t rows() const { return end_ - begin_; }
  const Schema& schema() const { return schema_; }
  Instant time(std::size_t row) const { return batch_.time[begin_ + row]; }

  // Evaluated once per block and canonical text. Three-valued: an operand that is missing makes
  // the result missing, but `false and x` is false and `true or x` is true. Has `numbers` for
  // everything but categories (`codes`) and texts (`texts`).
  const RowValues& values(const dsl::RowExpr& expr);
  // The same for a yes/no expression, with `truth` and `valid`; `numbers` may be empty.
  const RowValues& condition(const dsl::RowExpr& expr);
  // The same as the operations see it: a constant need not be spread over the rows, nor have a
  // condition or a time its `numbers`.
  const RowValues& operand(const dsl::RowExpr& expr);
  // Rows for which a yes/no expression is known to be true.
  const Bits& holds(const dsl::RowExpr& expr);
  // Rows that are not malformed in any of the fields. Where that is every row, the very same bits
  // are returned whatever the fields, so that what is made of them can be shared.
  const Bits& readable(std::span<const std::size_t> fields);
  // Readable in `call.reads` and true in `call.where`: the rows that an aggregate is given.
  // malformed(x) is given the rows that are malformed in x too.
  const Bits& selected(const dsl::AggregateCall& call);

  // Adds the known numbers of an expression among these rows. Who asks for the same rows once more
  // is given the same sums.
  void add_moments(const dsl::RowExpr& expr, std::span<const std::uint32_t> rows, Moments& to);

  // Straight from the batch, offset by `begin`; empty when the batch does not have the column.
  std::span<const double> numbers(std::size_t field) const;
  std::span<const std::uint32_t> codes(std::size_t field) const;
  bool is_valid(std::size_t field, std::size_t row) const;
  bool is_malformed(std::size_t field, std::size_t row) const;
  const Batch& batch() const { return batch_; }
  std::size_t begin() const { return begin_; }

 private:
  // Sums over some rows of an expression.
  struct Summed {
    std::vector<std::uint32_t> rows;
    std::shared_ptr<const Moments> moments;
  };

  RowValues& evaluated(const dsl::RowExpr& expr);

  const Batch& batch_;
  const Schema& schema_;
  std::size_t begin_;
  std::size_t end_;
  // Looked up, never walked through: their order reaches nothing.
  std::unordered_map<std::string, std::unique_ptr<RowValues>> values_;
  std::unordered_map<std::string, std::shared_ptr<const Bits>> bits_;
  std::map<std::pair<const RowValues*, std::uint32_t>, Summed> summed_;  // by the first of the rows
  std::shared_ptr<const Bits> all_;                                      // every row
  std::vector<std::unique_ptr<RowValues>>
      nameless_;  // constants, expressions without canonical text
};

}  // namespace tocsin::evaluators
