// Texts: patterns, lengths, lower case. A category is looked at once, not once a row.
#include "evaluators/letter_case.hpp"
#include "evaluators/pattern.hpp"
#include "evaluators/row_expr.hpp"
#include "evaluators/row_kernels.hpp"
#include "evaluators/utf8.hpp"

namespace tocsin::evaluators {

using dsl::RowExpr;
using dsl::RowOp;

namespace {

RowValues evaluate_like(const RowValues& values, const RowExpr& expr, std::size_t rows) {
  const Pattern pattern(expr.text);
  const auto fits = map_texts<std::uint8_t>(values, rows, [&](std::string_view text) {
    return static_cast<std::uint8_t>(pattern.matches(text));
  });
  return truth_values(bits_where(rows, [&](std::size_t i) { return fits[i] != 0; }), values.valid);
}

RowValues evaluate_length(const RowValues& values, std::size_t rows) {
  auto lengths = map_texts<double>(values, rows, [](std::string_view text) {
    return static_cast<double>(character_count(text));
  });
  return number_values(std::move(lengths), values.valid);
}

RowValues evaluate_lower(const RowValues& values, std::size_t rows) {
  RowValues result;
  result.form = RowValues::Form::texts;
  // Room for all before the first view is taken, so that no string moves.
  result.own.strings.reserve(
      values.form == RowValues::Form::codes ? std::max(rows, values.dictionary->size()) : rows);
  result.own.texts = map_texts<std::string_view>(values, rows, [&](std::string_view text) {
    return std::string_view(result.own.strings.emplace_back(lower_case(text)));
  });
  result.texts = result.own.texts;
  result.valid = values.valid;
  return result;
}

}  // namespace

RowValues evaluate_text(Block& block, const RowExpr& expr) {
  const RowValues& values = block.values(*expr.args[0]);
  if (expr.op == RowOp::like) return evaluate_like(values, expr, block.rows());
  if (expr.op == RowOp::len) return evaluate_length(values, block.rows());
  return evaluate_lower(values, block.rows());
}

}  // namespace tocsin::evaluators
