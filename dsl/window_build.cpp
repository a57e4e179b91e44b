#include "dsl/window_build.hpp"

#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace tocsin::dsl {
namespace {

std::optional<double> folded(WindowOp op, const std::vector<WindowExprPtr>& args) {
  const auto x = [&](std::size_t i) { return args[i]->number; };
  switch (op) {
    case WindowOp::add: return x(0) + x(1);
    case WindowOp::subtract: return x(0) - x(1);
    case WindowOp::multiply: return x(0) * x(1);
    case WindowOp::divide: return x(0) / x(1);
    case WindowOp::negate: return -x(0);
    default: return std::nullopt;
  }
}

std::string_view symbol(WindowOp op) {
  static constexpr std::array<std::string_view, 13> kSymbols{
      "aggregate", "constant", "+",   "-",     "*",     "/",  "neg",
      "abs",       "min",      "max", "round", "holds", "raw"};
  return kSymbols[static_cast<std::size_t>(op)];
}

WindowExprPtr made(WindowExpr expr) { return std::make_shared<const WindowExpr>(std::move(expr)); }

}  // namespace

WindowExprPtr make_window_number(const Type& type, double value) {
  WindowExpr expr;
  expr.type = type;
  expr.number = value;
  return made(std::move(expr));
}

WindowExprPtr make_window_aggregate(const Type& type, std::size_t index) {
  WindowExpr expr;
  expr.op = WindowOp::aggregate;
  expr.type = type;
  expr.aggregate = index;
  return made(std::move(expr));
}

WindowExprPtr make_window_raw(const Type& type) {
  WindowExpr expr;
  expr.op = WindowOp::raw;
  expr.type = type;
  return made(std::move(expr));
}

WindowExprPtr make_window_op(WindowOp op, const Type& type, std::vector<WindowExprPtr> args) {
  const bool constant =
      std::ranges::all_of(args, [](const auto& a) { return a->op == WindowOp::constant; });
  if (constant)
    if (const auto value = folded(op, args)) return make_window_number(type, *value);
  WindowExpr expr;
  expr.op = op;
  expr.type = type;
  expr.args = std::move(args);
  return made(std::move(expr));
}

WindowExprPtr make_holds(Condition condition, WindowExprPtr value) {
  WindowExpr expr;
  expr.op = WindowOp::holds;
  expr.type = simple(TypeKind::boolean);
  expr.condition = std::move(condition);
  expr.args.push_back(std::move(value));
  return made(std::move(expr));
}

WindowExprPtr retyped(const WindowExprPtr& value, const Type& type) {
  WindowExpr expr = *value;
  expr.type = type;
  return made(std::move(expr));
}

std::string canonical(const WindowExpr& expr, const std::vector<AggregateCall>& aggregates) {
  if (expr.op == WindowOp::aggregate) return aggregates[expr.aggregate].canonical;
  if (expr.op == WindowOp::constant) return fmt::format("{}", expr.number);
  std::string text = fmt::format("({}", symbol(expr.op));
  if (expr.op == WindowOp::holds) text += " " + canonical(expr.condition);
  for (const auto& arg : expr.args) text += " " + canonical(*arg, aggregates);
  return text + ")";
}

std::string canonical(const Condition& condition) {
  return fmt::format("{}:{}:{}", static_cast<int>(condition.kind), condition.low, condition.high);
}

}  // namespace tocsin::dsl
