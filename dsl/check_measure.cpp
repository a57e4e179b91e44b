#include "dsl/check_measure.hpp"

#include "dsl/check_literal.hpp"
#include "dsl/clash.hpp"
#include "dsl/packages.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"
#include "dsl/window_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::dsl {
namespace {

// A measure of a handful of lines; a chain of lets must not unfold without end.
constexpr std::size_t kMostNodes = 10'000;

char symbol(ast::Op op) {
  switch (op) {
    case ast::Op::add: return '+';
    case ast::Op::subtract: return '-';
    case ast::Op::multiply: return '*';
    default: return '/';
  }
}

}  // namespace

Measured MeasureChecker::measure(const ast::Expr& expr) { return measured(value(expr), expr); }

Measured MeasureChecker::contract_check(const ast::Expr& condition, std::string_view name) {
  const auto refuse_type = [&](const Type& type) {
    c_.diagnostics.error(
        "T2124", condition.span,
        fmt::format("the check `{}` is {}; a check is a condition on a row, a share, or a "
                    "condition on a measure",
                    name, describe(type)));
    return measured(nullptr, condition);
  };
  if (reach_of(c_, context_.scope, condition) != Reach::window) {
    const auto row = RowChecker(c_, context_.scope, "expect").value(condition);
    if (!row) return measured(nullptr, condition);
    if (!may_be(row->type, TypeKind::boolean)) return refuse_type(row->type);
    return measured(aggregate(share_of(c_, context_, row, condition)), condition);
  }
  auto found = value(condition);
  if (found && !may_be(found->type, TypeKind::share) && !found->type.is(TypeKind::boolean))
    return refuse_type(found->type);
  // 100% when it holds, else 0%: one ladder of shares serves every check.
  if (found && found->type.is(TypeKind::boolean)) found = retyped(found, simple(TypeKind::share));
  return measured(std::move(found), condition);
}

Measured MeasureChecker::measured(WindowExprPtr found, const ast::Expr& expr) const {
  Measured result{found, expr.span, on_one_line(c_.sources, expr.span)};
  if (!found) return result;
  result.bounds = bounds(*found);
  result.whole_number =
      found->op == WindowOp::aggregate && aggregates_[found->aggregate].def->whole_number;
  return result;
}

WindowExprPtr MeasureChecker::value(const ast::Expr& expr) {
  if (++nodes_ > kMostNodes) {
    if (nodes_ == kMostNodes + 1)
      c_.diagnostics.error("T0016", expr.span, "this measure unfolds to too many values");
    return nullptr;
  }
  if (is_literal(expr)) {
    const auto constant = literal(c_, *context_.scope.package, expr);
    return constant ? make_window_number(constant->type, constant->number) : nullptr;
  }
  switch (expr.op) {
    case ast::Op::path: return name(expr);
    case ast::Op::call: return call(expr);
    case ast::Op::negate: return negative(expr);
    case ast::Op::add:
    case ast::Op::subtract:
    case ast::Op::multiply:
    case ast::Op::divide: return arithmetic(expr);
    default: return yes_no(expr);
  }
}

WindowExprPtr MeasureChecker::name(const ast::Expr& expr) {
  const auto& parts = expr.path.parts;
  if (parts.size() == 1)
    if (const auto* given = argument_of(context_.scope, parts[0].text))
      return argument(*given, expr);
  if (const auto found = find_let(context_.scope, expr.path)) return unfold(*found, expr);
  if (parts.size() == 1 && is_measure_name(c_, parts[0].text))
    return aggregate(check_aggregate(c_, context_, expr));
  return unknown_name(expr);
}

WindowExprPtr MeasureChecker::argument(const Argument& given, const ast::Expr& expr) {
  if (given.broken) return nullptr;
  if (given.what != ParamClass::value) {
    c_.diagnostics.error("T2112", expr.span,
                         fmt::format("a measure expects a value, found the name of a {}",
                                     given.what == ParamClass::field       ? "field"
                                     : given.what == ParamClass::reference ? "reference"
                                                                           : "severity"));
    return nullptr;
  }
  if (!given.value) return make_window_number(given.type, unknown_number());
  const auto outer = std::exchange(context_.scope, *given.scope);
  auto result = read_outside(c_, given, [&] { return value(*given.value); });
  context_.scope = outer;
  return result;
}

WindowExprPtr MeasureChecker::unfold(const FoundLet& found, const ast::Expr& use) {
  const auto& let = *found.let;
  if (is_endless(c_, let)) return nullptr;
  const auto outer = context_.scope;
  Arguments arguments(found.scope);
  if (!bind_arguments(c_,
                      {"let", let.name, let.params, use.args, use.span, outer, c_.unfolding.size()},
                      arguments))
    return nullptr;
  context_.scope = arguments.scope();
  c_.unfolding.push_back(&let);
  auto unfolded = value(*let.value);
  c_.unfolding.pop_back();
  context_.scope = outer;
  return unfolded;
}

WindowExprPtr MeasureChecker::unknown_name(const ast::Expr& expr) {
  const auto text = on_one_line(c_.sources, expr.path.span);
  if (not_imported(c_, *context_.scope.package, expr.path)) return nullptr;
  const auto* model = context_.scope.model;
  if (model && model->fields.contains(text)) {
    auto& d = c_.diagnostics.error(
        "T1204", expr.span,
        fmt::format("`{}` is a field of one event and cannot stand here; put it into an "
                    "aggregate such as `mean({})`",
                    text, text));
    d.related.push_back({model->places[model->fields.at(text)], "declared as a field"});
    return nullptr;
  }
  std::vector<std::string_view> known;
  for (const auto* def : c_.catalogue.measures) known.push_back(def->name);
  const auto lets = names_of(context_.scope.package->lets);
  known.insert(known.end(), lets.begin(), lets.end());
  std::ranges::sort(known);
  no_such(c_, "measure", {text, expr.path.span}, known);
  return nullptr;
}

WindowExprPtr MeasureChecker::call(const ast::Expr& expr) {
  const auto& function = expr.path.parts.back().text;
  const bool bare = expr.path.parts.size() == 1;
  if (bare && is_scalar_call(expr)) return scalar(expr);
  if (bare && is_measure_name(c_, function)) return aggregate(check_aggregate(c_, context_, expr));
  if (const auto found = find_let(context_.scope, expr.path)) return unfold(*found, expr);
  if (!bare || !is_reference_condition(expr)) return unknown_name(expr);
  only_after_in(c_, expr);
  return nullptr;
}

// The same aggregate twice in one measure is one.
WindowExprPtr MeasureChecker::aggregate(std::optional<Aggregate> made) {
  if (!made) return nullptr;
  const auto found =
      std::ranges::find(aggregates_, made->call.canonical, &AggregateCall::canonical);
  const auto index = static_cast<std::size_t>(found - aggregates_.begin());
  if (found == aggregates_.end()) {
    aggregates_.push_back(std::move(made->call));
    types_.push_back(made->type);
  }
  return make_window_aggregate(made->type, index);
}

WindowExprPtr MeasureChecker::scalar(const ast::Expr& expr) {
  const auto& function = expr.path.parts.back().text;
  std::vector<WindowExprPtr> args;
  for (const auto& arg : expr.args) {
    if (arg.name || arg.where || !arg.value) {
      c_.diagnostics.error("T2113", expr.span, fmt::format("`{}` takes values only", function));
      return nullptr;
    }
    args.push_back(value(*arg.value));
    if (!args.back()) return nullptr;
  }
  const bool pick = function == "min" || function == "max";
  const bool one = function == "abs" || function == "round";
  if ((!pick && !one) || (one && args.size() != 1) || !is_numeric(args[0]->type)) {
    c_.diagnostics.error("T2112", expr.span,
                         fmt::format("`{}` expects {} of a measure", function,
                                     pick || one ? "a number" : "an event, not a value"));
    return nullptr;
  }
  for (const auto& arg : args) {
    if (compare_clash(args[0]->type, arg->type) == Clash::none) continue;
    c_.diagnostics.error("T2103", expr.span,
                         fmt::format("`{}` needs two values of the same kind, found {} and {}",
                                     function, describe(args[0]->type), describe(arg->type)));
    return nullptr;
  }
  const auto type = args[0]->type;
  const auto op = function == "min"   ? WindowOp::min
                  : function == "max" ? WindowOp::max
                  : function == "abs" ? WindowOp::abs
                                      : WindowOp::round;
  return make_window_op(op, type, std::move(args));
}

WindowExprPtr MeasureChecker::arithmetic(const ast::Expr& expr) {
  if (is_misnamed_rate(c_, context_.scope, expr)) return nullptr;
  auto left = value(*expr.children[0]);
  if (!left) return nullptr;
  auto right = value(*expr.children[1]);
  if (!right) return nullptr;
  const char op = symbol(expr.op);
  const auto type = arithmetic_type(op, left->type, right->type);
  if (!type) {
    c_.diagnostics.error("T2103", expr.span, cannot_combine(op, left->type, right->type));
    return nullptr;
  }
  if (op == '/' && right->op == WindowOp::constant && right->number == 0) {
    c_.diagnostics.error("T2116", expr.children[1]->span, "dividing by a constant zero");
    return nullptr;
  }
  const auto window_op = op == '+'   ? WindowOp::add
                         : op == '-' ? WindowOp::subtract
                         : op == '*' ? WindowOp::multiply
                                     : WindowOp::divide;
  return make_window_op(window_op, *type, {std::move(left), std::move(right)});
}

WindowExprPtr MeasureChecker::negative(const ast::Expr& expr) {
  auto inner = value(*expr.children[0]);
  if (!inner) return nullptr;
  if (is_numeric(inner->type)) return make_window_op(WindowOp::negate, inner->type, {inner});
  c_.diagnostics.error("T2112", expr.children[0]->span,
                       fmt::format("`-` expects a number, found {}", describe(inner->type)));
  return nullptr;
}

}  // namespace tocsin::dsl
