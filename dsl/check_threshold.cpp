// Thresholds, yes/no measures, and what is known of the values of a measure.
#include "dsl/check_literal.hpp"
#include "dsl/check_measure.hpp"
#include "dsl/clash.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"
#include "dsl/window_build.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

// Infinity times zero is no bound.
Bounds product(const Bounds& a, const Bounds& b) {
  const double ends[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  for (const double end : ends)
    if (end != end) return {};
  return {*std::ranges::min_element(ends), *std::ranges::max_element(ends)};
}

}  // namespace

Condition::Kind condition_kind(std::string_view op) {
  using Kind = Condition::Kind;
  if (op == "<") return Kind::less;
  if (op == "<=") return Kind::less_equal;
  if (op == ">") return Kind::greater;
  if (op == ">=") return Kind::greater_equal;
  return op == "=" ? Kind::equal : Kind::not_equal;
}

std::optional<double> threshold(Checking& c, const Scope& scope, const ast::Expr& expr,
                                const Measured& subject, std::string_view op) {
  auto constants = scope;
  constants.model = nullptr;
  if (is_misnamed_rate(c, constants, expr)) return std::nullopt;
  if (reach_of(c, constants, expr) == Reach::window) {
    c.diagnostics.error("T2112", expr.span,
                        fmt::format("`{}` expects a constant, found a measure", op));
    return std::nullopt;
  }
  RowChecker checker(c, constants, std::string(op));
  const auto value = checker.constant(expr);
  if (!value || !subject.value) return std::nullopt;
  const auto& type = subject.value->type;
  const OtherSide other{value->type, expr.span, true, value->number};
  const auto clash = compare_clash(type, value->type);
  if (clash != Clash::none) {
    report_clash(c, clash, {type, subject.span, subject.text, subject.span}, other, op);
    return std::nullopt;
  }
  if (is_unknown(value->number) || !is_possible_share(c, type, other)) return std::nullopt;
  return value->number;
}

std::optional<std::pair<double, double>> threshold_range(Checking& c, const Scope& scope,
                                                         const ast::Expr& range,
                                                         const Measured& subject) {
  const auto low = threshold(c, scope, *range.children[0], subject, "..");
  if (!low) return std::nullopt;
  const auto high = threshold(c, scope, *range.children[1], subject, "..");
  if (!high) return std::nullopt;
  if (*low <= *high) return std::pair(*low, *high);
  c.diagnostics.error("T3108", range.span,
                      fmt::format("the range {} is empty", on_one_line(c.sources, range.span)));
  return std::nullopt;
}

bool MeasureChecker::is_yes_no(const WindowExprPtr& value, const ast::Expr& expr) {
  if (!value || may_be(value->type, TypeKind::boolean)) return value != nullptr;
  c_.diagnostics.error(
      "T2112", expr.span,
      fmt::format("`and`, `or` and `not` expect yes/no values, found {}", describe(value->type)));
  return false;
}

// Yes is 1 and no is 0, so `and` is the smallest, `or` the largest.
WindowExprPtr MeasureChecker::yes_no(const ast::Expr& expr) {
  if (expr.op == ast::Op::compare) return comparison(expr);
  if ((expr.op == ast::Op::in || expr.op == ast::Op::not_in) &&
      expr.children[1]->op == ast::Op::range)
    return in_range(expr);
  if (is_window_after_in(expr)) {
    window_after_in(c_, expr);
    return nullptr;
  }
  const bool joins = expr.op == ast::Op::and_ || expr.op == ast::Op::or_;
  if (!joins && expr.op != ast::Op::not_) {
    c_.diagnostics.error("T2112", expr.span,
                         fmt::format("a measure expects numbers, found {}", spoken(c_, expr)));
    return nullptr;
  }
  std::vector<WindowExprPtr> args;
  for (const auto& child : expr.children) {
    args.push_back(value(*child));
    if (!is_yes_no(args.back(), *child)) return nullptr;
  }
  if (joins)
    return make_window_op(expr.op == ast::Op::and_ ? WindowOp::min : WindowOp::max,
                          simple(TypeKind::boolean), std::move(args));
  return make_holds({Condition::Kind::is_false, 0, 0, "not"}, args[0]);
}

WindowExprPtr MeasureChecker::comparison(const ast::Expr& expr) {
  auto left = measure(*expr.children[0]);
  if (!left.value) return nullptr;
  Condition condition;
  condition.kind = condition_kind(expr.text);
  condition.text = fmt::format("{} {}", expr.text, on_one_line(c_.sources, expr.children[1]->span));
  if (reach_of(c_, context_.scope, *expr.children[1]) != Reach::window) {
    const auto limit = threshold(c_, context_.scope, *expr.children[1], left, expr.text);
    if (!limit) return nullptr;
    condition.low = *limit;
    return make_holds(std::move(condition), left.value);
  }
  auto right = value(*expr.children[1]);
  if (!right) return nullptr;
  const auto clash = compare_clash(left.value->type, right->type);
  if (clash != Clash::none) {
    report_clash(c_, clash, {left.value->type, left.span, left.text, left.span},
                 {right->type, expr.children[1]->span}, expr.text);
    return nullptr;
  }
  // a < b exactly when a - b < 0.
  return make_holds(std::move(condition), make_window_op(WindowOp::subtract, left.value->type,
                                                         {left.value, std::move(right)}));
}

WindowExprPtr MeasureChecker::in_range(const ast::Expr& expr) {
  const auto subject = measure(*expr.children[0]);
  if (!subject.value) return nullptr;
  const auto range = threshold_range(c_, context_.scope, *expr.children[1], subject);
  if (!range) return nullptr;
  const auto kind = expr.op == ast::Op::in ? Condition::Kind::inside : Condition::Kind::outside;
  return make_holds(
      {kind, range->first, range->second, on_one_line(c_.sources, expr.children[1]->span)},
      subject.value);
}

Bounds MeasureChecker::bounds(const WindowExpr& expr) const {
  std::vector<Bounds> args;
  for (const auto& arg : expr.args) args.push_back(bounds(*arg));
  switch (expr.op) {
    case WindowOp::aggregate:
      return bounds_of(aggregates_[expr.aggregate], c_.plan.models[context_.scope.model->index],
                       types_[expr.aggregate]);
    case WindowOp::constant: return {expr.number, expr.number};
    case WindowOp::add: return {args[0].low + args[1].low, args[0].high + args[1].high};
    case WindowOp::subtract: return {args[0].low - args[1].high, args[0].high - args[1].low};
    case WindowOp::multiply: return product(args[0], args[1]);
    case WindowOp::negate: return {-args[0].high, -args[0].low};
    case WindowOp::holds: return {0, 1};
    default: return {};
  }
}

}  // namespace tocsin::dsl
