#include "dsl/row_build.hpp"

#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace tocsin::dsl {
namespace {

std::string_view symbol(RowOp op) {
  static constexpr std::array<std::string_view, 31> kSymbols{
      "field",   "constant", "and",   "or",     "not",   "=",        "!=",        "<",
      "<=",      ">",        ">=",    "in",     "range", "range of", "values of", "missing",
      "present", "like",     "+",     "-",      "*",     "/",        "neg",       "abs",
      "min",     "max",      "round", "orelse", "len",   "lower",    "hour"};
  return op == RowOp::weekday ? "weekday" : kSymbols[static_cast<std::size_t>(op)];
}

// Those of `a and (b and c)` are three.
void add_operands(const RowExpr& expr, RowOp op, std::vector<std::string>& operands) {
  for (const auto& arg : expr.args)
    if (arg->op == op)
      add_operands(*arg, op, operands);
    else
      operands.push_back(arg->canonical);
}

// Conditions that hold together or in place of each other have no order.
std::string canonical_op(const RowExpr& expr) {
  std::vector<std::string> operands;
  if (expr.op == RowOp::and_ || expr.op == RowOp::or_) {
    add_operands(expr, expr.op, operands);
    std::ranges::sort(operands);
  } else {
    for (const auto& arg : expr.args) operands.push_back(arg->canonical);
  }
  std::string text = "(";
  text += symbol(expr.op);
  for (const auto& operand : operands) text += ' ' + operand;
  if (!expr.text.empty()) text += ' ' + in_quotes(expr.text);
  return text + ')';
}

// Nothing when the operator is not arithmetic on numbers.
std::optional<double> folded(RowOp op, const std::vector<RowExprPtr>& args) {
  const auto x = [&](std::size_t i) { return args[i]->number; };
  switch (op) {
    case RowOp::add: return x(0) + x(1);
    case RowOp::subtract: return x(0) - x(1);
    case RowOp::multiply: return x(0) * x(1);
    case RowOp::divide: return x(0) / x(1);
    case RowOp::negate: return -x(0);
    case RowOp::abs: return std::abs(x(0));
    case RowOp::round: return std::round(x(0));
    case RowOp::not_: return x(0) == 0 ? 1 : 0;
    default: return std::nullopt;
  }
}

RowExprPtr finish(RowExpr&& expr, std::string canonical) {
  expr.canonical = std::move(canonical);
  return std::make_shared<const RowExpr>(std::move(expr));
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char ch : text) {
    if (ch == '"' || ch == '\\') out += '\\';
    out += ch;
  }
  return out + '"';
}

bool is_constant(const RowExpr& expr) { return expr.op == RowOp::constant; }

RowExprPtr make_number(const Type& type, double value) {
  RowExpr expr;
  expr.type = type;
  expr.number = value;
  return finish(std::move(expr), fmt::to_string(value));
}

RowExprPtr make_text(const Type& type, std::string value) {
  RowExpr expr;
  expr.type = type;
  auto canonical = in_quotes(value);
  expr.text = std::move(value);
  return finish(std::move(expr), std::move(canonical));
}

RowExprPtr make_field(const Type& type, std::size_t field, std::string_view name) {
  RowExpr expr;
  expr.op = RowOp::field;
  expr.type = type;
  expr.field = field;
  std::string canonical = "`";
  canonical += name;
  return finish(std::move(expr), std::move(canonical) + '`');
}

RowExprPtr make_op(RowOp op, const Type& type, std::vector<RowExprPtr> args, std::string text) {
  const bool constant = std::ranges::all_of(
      args, [](const auto& a) { return is_constant(*a) && !is_textual(a->type); });
  if (constant)
    if (const auto value = folded(op, args)) return make_number(type, *value);
  RowExpr expr;
  expr.op = op;
  expr.type = type;
  expr.args = std::move(args);
  expr.text = std::move(text);
  auto canonical = canonical_op(expr);
  return finish(std::move(expr), std::move(canonical));
}

RowExprPtr make_in_set(RowExprPtr value, std::vector<std::string> texts,
                       std::vector<double> numbers) {
  auto members = std::vector<std::string>();
  for (const auto& text : texts) members.push_back(in_quotes(text));
  for (const double number : numbers) members.push_back(fmt::to_string(number));
  std::ranges::sort(members);
  auto canonical = fmt::format("(in {} [{}])", value->canonical, fmt::join(members, " "));
  RowExpr expr;
  expr.op = RowOp::in_set;
  expr.type = simple(TypeKind::boolean);
  expr.set = std::move(texts);
  expr.numbers = std::move(numbers);
  expr.args.push_back(std::move(value));
  return finish(std::move(expr), std::move(canonical));
}

RowExprPtr make_in_range(RowExprPtr value, double low, double high) {
  auto canonical = fmt::format("(range {} {} {})", value->canonical, low, high);
  RowExpr expr;
  expr.op = RowOp::in_range;
  expr.type = simple(TypeKind::boolean);
  expr.numbers = {low, high};
  expr.args.push_back(std::move(value));
  return finish(std::move(expr), std::move(canonical));
}

RowExprPtr make_in_reference(RowOp op, RowExprPtr value, std::size_t reference,
                             std::string_view name, double slack) {
  auto canonical =
      fmt::format("({} `{}` {} {})", op == RowOp::in_reference_range ? "range of" : "values of",
                  name, slack, value->canonical);
  RowExpr expr;
  expr.op = op;
  expr.type = simple(TypeKind::boolean);
  expr.number = slack;
  expr.reference = reference;
  expr.args.push_back(std::move(value));
  return finish(std::move(expr), std::move(canonical));
}

RowExprPtr make_both(RowExprPtr a, RowExprPtr b) {
  if (!a) return b;
  if (!b) return a;
  return make_op(RowOp::and_, simple(TypeKind::boolean), {std::move(a), std::move(b)});
}

}  // namespace tocsin::dsl
