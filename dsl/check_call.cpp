// The functions of row expressions: abs min max round orelse len lower hour weekday.
#include "dsl/check_row.hpp"
#include "dsl/row_build.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

namespace tocsin::dsl {
namespace {

std::string called(const ast::Expr& call) { return call.path.parts.back().text; }

void expects(Checking& c, const ast::Expr& arg, std::string_view function, std::string_view types,
             const Type& found) {
  c.diagnostics.error("T2112", arg.span,
                      fmt::format("`{}` expects {}, found {}", function, types, describe(found)));
}

}  // namespace

RowExprPtr RowChecker::call(const ast::Expr& expr) {
  const auto function = called(expr);
  if (expr.path.parts.size() > 1) {
    const auto found = find_let(scope_, expr.path);
    return found ? unfold(*found, expr) : unknown_name(expr);
  }
  if (function == "orelse") return or_else(expr);
  if (function == "hour" || function == "weekday") return clock_part(expr);
  if (is_scalar_call(expr))
    return function == "min" || function == "max" ? smallest_or_largest(expr) : scalar(expr);
  if (const auto found = find_let(scope_, expr.path)) return unfold(*found, expr);
  if (!is_reference_condition(expr)) return unknown_name(expr);
  only_after_in(c_, expr);
  return nullptr;
}

// Named arguments and filters have no meaning here; too few or too many are said once.
std::vector<RowExprPtr> RowChecker::arguments(const ast::Expr& expr, std::size_t least,
                                              std::size_t most) {
  const auto function = called(expr);
  for (const auto& arg : expr.args) {
    if (!arg.name && !arg.where) continue;
    const auto word = arg.name ? arg.name->text : "where";
    c_.diagnostics.error("T2113", arg.name ? arg.name->span : arg.where->span,
                         fmt::format("`{}` has no argument named `{}`", function, word));
    return {};
  }
  if (expr.args.size() < least || expr.args.size() > most) {
    c_.diagnostics.error("T2112", expr.span,
                         fmt::format("`{}` expects {} {}, found {}", function, least,
                                     least == 1 ? "value" : "values", expr.args.size()));
    return {};
  }
  std::vector<RowExprPtr> values;
  for (const auto& arg : expr.args) {
    values.push_back(value(*arg.value));
    if (!values.back()) return {};
    const bool may_miss = function == "orelse" && values.size() == 1;
    if (!may_miss && !is_there(*values.back(), arg.value->span)) return {};
  }
  return values;
}

RowExprPtr RowChecker::or_else(const ast::Expr& expr) {
  const auto args = arguments(expr, 2, 2);
  if (args.empty()) return nullptr;
  const auto& first = *expr.args[0].value;
  const bool narrowed = args[0]->op == RowOp::field && present_.contains(args[0]->field);
  if (!args[0]->type.optional && !narrowed && !args[0]->type.is(TypeKind::none)) {
    c_.diagnostics.error(
        "T2110", first.span,
        fmt::format("{} is never missing by its declaration, so this test is always false",
                    spoken(c_, first)));
    return nullptr;
  }
  if (!comparable(*args[0], first, *args[1], *expr.args[1].value, "orelse")) return nullptr;
  return make_op(RowOp::orelse, present(args[0]->type), args);
}

RowExprPtr RowChecker::clock_part(const ast::Expr& expr) {
  const auto args = arguments(expr, 1, 1);
  if (args.empty()) return nullptr;
  const auto function = called(expr);
  if (!may_be(args[0]->type, TypeKind::time)) {
    expects(c_, *expr.args[0].value, function, "a time", args[0]->type);
    return nullptr;
  }
  const auto zone =
      scope_.model ? c_.plan.models[scope_.model->index].schema.time_zone : std::string();
  return make_op(function == "hour" ? RowOp::hour : RowOp::weekday, simple(TypeKind::number), args,
                 zone);
}

RowExprPtr RowChecker::scalar(const ast::Expr& expr) {
  const auto args = arguments(expr, 1, 1);
  if (args.empty()) return nullptr;
  const auto function = called(expr);
  const auto& type = args[0]->type;
  const bool on_text = function == "len" || function == "lower";
  if (!type.is(TypeKind::none) && (on_text ? !is_textual(type) : !is_numeric(type))) {
    expects(c_, *expr.args[0].value, function, on_text ? "a text" : "a number, share or duration",
            type);
    return nullptr;
  }
  if (function == "len") return make_op(RowOp::len, simple(TypeKind::number), args);
  if (function == "lower") return make_op(RowOp::lower, simple(TypeKind::text), args);
  return make_op(function == "abs" ? RowOp::abs : RowOp::round, type, args);
}

RowExprPtr RowChecker::smallest_or_largest(const ast::Expr& expr) {
  const auto args = arguments(expr, 2, 100);
  if (args.empty()) return nullptr;
  const auto function = called(expr);
  if (!is_ordered(args[0]->type)) {
    expects(c_, *expr.args[0].value, function, "numbers, shares, durations or times",
            args[0]->type);
    return nullptr;
  }
  for (std::size_t i = 1; i < args.size(); ++i)
    if (!comparable(*args[0], *expr.args[0].value, *args[i], *expr.args[i].value, function))
      return nullptr;
  return make_op(function == "min" ? RowOp::min : RowOp::max, args[0]->type, args);
}

}  // namespace tocsin::dsl
