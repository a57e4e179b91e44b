// Three-valued logic: what is missing makes the result missing, unless the other side decides.
#include "evaluators/row_expr.hpp"
#include "evaluators/row_kernels.hpp"

namespace tocsin::evaluators {

using dsl::RowExpr;
using dsl::RowOp;

namespace {

// Known to be false.
Bits falsehood(const RowValues& values) {
  Bits result = values.valid;
  for (std::size_t w = 0; w < result.words().size(); ++w) {
    result.words()[w] &= ~values.truth.words()[w];
  }
  return result;
}

RowValues all_of(Block& block, const RowExpr& expr) {
  Bits truth(block.rows(), true);
  Bits falsity(block.rows());
  for (const auto& arg : expr.args) {
    const RowValues& side = block.condition(*arg);
    truth &= side.truth;
    falsity |= falsehood(side);
  }
  falsity |= truth;
  return truth_values(std::move(truth), std::move(falsity));
}

RowValues any_of(Block& block, const RowExpr& expr) {
  Bits truth(block.rows());
  Bits falsity(block.rows(), true);
  for (const auto& arg : expr.args) {
    const RowValues& side = block.condition(*arg);
    truth |= side.truth;
    falsity &= falsehood(side);
  }
  falsity |= truth;
  return truth_values(std::move(truth), std::move(falsity));
}

// One form for both sides: a condition, a time, a number, or else a text.
enum class Choice { truth, times, numbers, texts };

Choice choice_of(const RowValues& value, const RowValues& fallback) {
  const auto has = [&](RowValues::Form form) {
    return value.form == form || fallback.form == form;
  };
  if (has(RowValues::Form::codes) || has(RowValues::Form::texts)) return Choice::texts;
  if (has(RowValues::Form::times)) return Choice::times;
  return has(RowValues::Form::truth) ? Choice::truth : Choice::numbers;
}

template <typename T>
std::vector<T> choose(const Bits& valid, Operand<T> value, Operand<T> fallback) {
  std::vector<T> result(valid.size());
  with_operands(value, fallback, [&](auto a, auto b) {
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = valid[i] ? a(i) : b(i);
  });
  return result;
}

RowValues choose_truth(Block& block, const RowExpr& expr) {
  const RowValues& value = block.condition(*expr.args[0]);
  const RowValues& fallback = block.condition(*expr.args[1]);
  Bits truth = both(inverted(value.valid), fallback.truth);
  truth |= value.truth;
  Bits valid = value.valid;
  valid |= fallback.valid;
  return truth_values(std::move(truth), std::move(valid));
}

// The code of a fallback in the dictionary of the value; nothing when it is not a category of it.
std::optional<std::uint32_t> fallback_code(const RowValues& value, const RowValues& fallback) {
  if (value.form != RowValues::Form::codes || !fallback.is_constant) return std::nullopt;
  return value.dictionary->find(fallback.text);
}

RowValues choose_text(const RowValues& value, const RowValues& fallback, Bits valid) {
  RowValues result;
  const auto code = fallback_code(value, fallback);
  if (code) {
    result.form = RowValues::Form::codes;
    result.dictionary = value.dictionary;
    result.own.codes = choose<std::uint32_t>(value.valid, {value.codes.data()}, {nullptr, *code});
    result.codes = result.own.codes;
  } else {
    result.form = RowValues::Form::texts;
    result.own.texts.resize(valid.size());
    for (std::size_t i = 0; i < valid.size(); ++i) {
      if (valid[i]) result.own.texts[i] = text_at(value.valid[i] ? value : fallback, i);
    }
    result.texts = result.own.texts;
  }
  result.valid = std::move(valid);
  return result;
}

}  // namespace

RowValues evaluate_logic(Block& block, const RowExpr& expr) {
  if (expr.op == RowOp::and_) return all_of(block, expr);
  if (expr.op == RowOp::or_) return any_of(block, expr);
  const RowValues& arg = block.condition(*expr.args[0]);
  return truth_values(falsehood(arg), arg.valid);
}

RowValues evaluate_presence(Block& block, const RowExpr& expr) {
  const Bits& valid = block.operand(*expr.args[0]).valid;
  Bits truth = expr.op == RowOp::is_present ? valid : inverted(valid);
  return truth_values(std::move(truth), Bits(block.rows(), true));
}

RowValues evaluate_orelse(Block& block, const RowExpr& expr) {
  const RowValues& value = block.operand(*expr.args[0]);
  const RowValues& fallback = block.operand(*expr.args[1]);
  Bits valid = value.valid;
  valid |= fallback.valid;
  switch (choice_of(value, fallback)) {
    case Choice::truth: return choose_truth(block, expr);
    case Choice::texts: return choose_text(value, fallback, std::move(valid));
    case Choice::times:
      return time_values(choose(value.valid, times_in(value), times_in(fallback)),
                         std::move(valid));
    case Choice::numbers: break;
  }
  return number_values(choose(value.valid, numbers_in(value), numbers_in(fallback)),
                       std::move(valid));
}

}  // namespace tocsin::evaluators
