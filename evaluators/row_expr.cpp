#include "evaluators/row_expr.hpp"

#include "base/check.hpp"
#include "evaluators/row_kernels.hpp"

#include <cmath>

namespace tocsin::evaluators {

using dsl::RowExpr;
using dsl::RowOp;

RowValues evaluate(Block& block, const RowExpr& expr) {
  switch (expr.op) {
    case RowOp::field: return evaluate_field(block, expr);
    case RowOp::constant: return evaluate_constant(block, expr);
    case RowOp::and_:
    case RowOp::or_:
    case RowOp::not_: return evaluate_logic(block, expr);
    case RowOp::equal:
    case RowOp::not_equal:
    case RowOp::less:
    case RowOp::less_equal:
    case RowOp::greater:
    case RowOp::greater_equal: return evaluate_comparison(block, expr);
    case RowOp::in_set:
    case RowOp::in_range: return evaluate_membership(block, expr);
    case RowOp::is_missing:
    case RowOp::is_present: return evaluate_presence(block, expr);
    case RowOp::orelse: return evaluate_orelse(block, expr);
    case RowOp::add:
    case RowOp::subtract:
    case RowOp::multiply:
    case RowOp::divide:
    case RowOp::min:
    case RowOp::max: return evaluate_arithmetic(block, expr);
    case RowOp::negate:
    case RowOp::abs:
    case RowOp::round: return evaluate_unary(block, expr);
    case RowOp::like:
    case RowOp::len:
    case RowOp::lower: return evaluate_text(block, expr);
    case RowOp::hour:
    case RowOp::weekday: return evaluate_clock(block, expr);
    case RowOp::in_reference_range:
    case RowOp::in_reference_values:
      TOCSIN_CHECK(false, "a condition that is evaluated: dsl/not_evaluated.hpp");
  }
  return evaluate_constant(block, expr);
}

RowValues evaluate_constant(const Block& block, const RowExpr& expr) {
  RowValues result;
  result.is_constant = true;
  result.number = expr.number;
  // What was folded at checking time may have divided by zero.
  result.valid = Bits(block.rows(), std::isfinite(expr.number));
  if (expr.type.is(dsl::TypeKind::text) || expr.type.is(dsl::TypeKind::category)) {
    result.form = RowValues::Form::texts;
    result.text = expr.text;
  } else if (expr.type.is(dsl::TypeKind::time)) {
    result.form = RowValues::Form::times;
  } else if (expr.type.is(dsl::TypeKind::boolean)) {
    result.form = RowValues::Form::truth;
  }
  return result;
}

namespace {

void spread_constant(RowValues& values, std::size_t rows) {
  if (values.form == RowValues::Form::texts) {
    values.own.texts.assign(rows, values.text);
    values.texts = values.own.texts;
    return;
  }
  values.own.numbers.assign(rows, values.number);
  values.numbers = values.own.numbers;
  if (values.form != RowValues::Form::times) return;
  values.own.times.assign(rows, to_nanoseconds(values.number));
  values.times = values.own.times;
}

}  // namespace

void spread_numbers(RowValues& values, std::size_t rows) {
  if (!values.numbers.empty() || !values.texts.empty()) return;
  if (values.is_constant) return spread_constant(values, rows);
  if (values.form == RowValues::Form::truth) {
    values.own.numbers.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) values.own.numbers[i] = values.truth[i] ? 1 : 0;
  } else if (values.form == RowValues::Form::times) {
    values.own.numbers.assign(values.times.begin(), values.times.end());
  } else {
    return;
  }
  values.numbers = values.own.numbers;
}

const RowValues& counted_operand(Block& block, const RowExpr& expr) {
  const RowValues& values = block.operand(expr);
  const bool lacks_numbers = values.form == RowValues::Form::truth && !values.is_constant;
  return lacks_numbers ? block.values(expr) : values;
}

void spread_truth(RowValues& values, std::size_t rows) {
  if (values.is_constant && values.truth.size() != rows) {
    values.truth = both(Bits(rows, values.number != 0), values.valid);
  }
}

}  // namespace tocsin::evaluators
