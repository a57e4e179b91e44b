#include "dsl/check_row.hpp"

#include "dsl/check_literal.hpp"
#include "dsl/clash.hpp"
#include "dsl/packages.hpp"
#include "dsl/row_build.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::dsl {
namespace {

// Lets are macros: what they unfold to must stay small enough to compare.
constexpr std::size_t kLongestCanonical = 1 << 18;

char symbol(ast::Op op) {
  switch (op) {
    case ast::Op::add: return '+';
    case ast::Op::subtract: return '-';
    case ast::Op::multiply: return '*';
    default: return '/';
  }
}

RowOp row_op(ast::Op op) {
  switch (op) {
    case ast::Op::add: return RowOp::add;
    case ast::Op::subtract: return RowOp::subtract;
    case ast::Op::multiply: return RowOp::multiply;
    default: return RowOp::divide;
  }
}

// Fields that are surely there when the condition is true or false.
void narrowed(const RowExpr& expr, bool holds, std::set<std::size_t>& fields) {
  const bool is_test = expr.op == (holds ? RowOp::is_present : RowOp::is_missing);
  if (is_test && expr.args[0]->op == RowOp::field) fields.insert(expr.args[0]->field);
  if (expr.op == RowOp::not_) narrowed(*expr.args[0], !holds, fields);
  if (expr.op == (holds ? RowOp::and_ : RowOp::or_))
    for (const auto& arg : expr.args) narrowed(*arg, holds, fields);
}

}  // namespace

RowExprPtr RowChecker::value(const ast::Expr& expr) {
  if (is_literal(expr)) return literal(c_, *scope_.package, expr);
  switch (expr.op) {
    case ast::Op::path: return name(expr);
    case ast::Op::call: return call(expr);
    case ast::Op::and_: return all_of(expr);
    case ast::Op::or_: return any_of(expr);
    case ast::Op::not_: return negation(expr);
    case ast::Op::negate: return negative(expr);
    case ast::Op::compare: return comparison(expr);
    case ast::Op::in:
    case ast::Op::not_in: return membership(expr);
    case ast::Op::is_missing:
    case ast::Op::is_present: return presence(expr);
    case ast::Op::like: return like(expr);
    case ast::Op::set:
    case ast::Op::range:
      c_.diagnostics.error("T2112", expr.span,
                           fmt::format("`{}` expects one value, found {}", inside_,
                                       expr.op == ast::Op::set ? "a set" : "a range"));
      return nullptr;
    default: return arithmetic(expr);
  }
}

RowExprPtr RowChecker::condition(const ast::Expr& expr) {
  auto value_of = value(expr);
  if (!value_of || may_be(value_of->type, TypeKind::boolean)) return value_of;
  c_.diagnostics.error(
      "T2112", expr.span,
      fmt::format("`{}` expects a yes/no value, found {}", inside_, describe(value_of->type)));
  return nullptr;
}

RowExprPtr RowChecker::constant(const ast::Expr& expr) {
  auto value_of = value(expr);
  if (!value_of || is_constant(*value_of)) return value_of;
  c_.diagnostics.error("T2112", expr.span,
                       fmt::format("`{}` expects a constant, found {}", inside_, spoken(c_, expr)));
  return nullptr;
}

void RowChecker::assume(const RowExpr& condition) { narrowed(condition, true, present_); }

RowExprPtr RowChecker::name(const ast::Expr& expr) {
  const auto& parts = expr.path.parts;
  if (parts.size() == 1) {
    if (const auto* given = argument_of(scope_, parts[0].text)) return argument(*given, expr);
    if (scope_.column && parts[0].text == "column") return field(*scope_.column);
    if (scope_.model)
      if (const auto found = scope_.model->fields.find(parts[0].text);
          found != scope_.model->fields.end())
        return field(found->second);
  }
  if (const auto found = find_let(scope_, expr.path)) return unfold(*found, expr);
  return unknown_name(expr);
}

RowExprPtr RowChecker::argument(const Argument& given, const ast::Expr& expr) {
  if (given.broken) return nullptr;
  if (given.what == ParamClass::reference || given.what == ParamClass::severity) {
    c_.diagnostics.error(
        "T2112", expr.span,
        fmt::format("`{}` expects one value, found the name of a {}", inside_,
                    given.what == ParamClass::severity ? "severity" : "reference"));
    return nullptr;
  }
  if (!given.value) {
    if (given.what == ParamClass::value) return make_number(given.type, unknown_number());
    const auto found = scope_.model ? scope_.model->fields.find(given.param->name.text)
                                    : decltype(scope_.model->fields.find("")){};
    return scope_.model && found != scope_.model->fields.end() ? field(found->second) : nullptr;
  }
  const auto outer = std::exchange(scope_, *given.scope);
  auto result = read_outside(c_, given, [&] { return value(*given.value); });
  scope_ = outer;
  return result;
}

RowExprPtr RowChecker::field(std::size_t index) {
  const auto& declared = c_.plan.models[scope_.model->index].schema.fields[index];
  auto type = as_value(scope_.model->types[index]);
  // Its declaration was refused, or it is a field of a model that is not known yet.
  if (type.is(TypeKind::none) && !scope_.model->is_unknown) return nullptr;
  // What is not there yet is no hole: a measure that reads labels sees labelled events only.
  if (declared.role == Role::label || present_.contains(index)) type = present(type);
  return make_field(type, index, declared.name);
}

RowExprPtr RowChecker::unfold(const FoundLet& found, const ast::Expr& use) {
  const auto& let = *found.let;
  if (is_endless(c_, let)) return nullptr;
  if (reach_of(c_, scope_, use) == Reach::window) return measure_inside(let.name.text, use.span);
  const auto outer = scope_;
  Arguments arguments(found.scope);
  if (!bind_arguments(c_,
                      {"let", let.name, let.params, use.args, use.span, outer, c_.unfolding.size()},
                      arguments))
    return nullptr;
  scope_ = arguments.scope();
  c_.unfolding.push_back(&let);
  auto unfolded = value(*let.value);
  c_.unfolding.pop_back();
  scope_ = outer;
  return unfolded && unfolded->canonical.size() > kLongestCanonical ? too_long(let) : unfolded;
}

// Said once: every expression around it fails too.
RowExprPtr RowChecker::too_long(const ast::Let& let) {
  if (!is_too_long_)
    c_.diagnostics.error("T0016", let.name.span,
                         fmt::format("`let {}` unfolds to too many values", let.name.text));
  is_too_long_ = true;
  return nullptr;
}

RowExprPtr RowChecker::measure_inside(std::string_view name, Span span) {
  const auto* arguments = is_measure_name(c_, inside_) ? "(...)" : "";
  c_.diagnostics.error(
      "T1205", span,
      fmt::format("`{}` is a measure over many events and cannot stand inside `{}{}`", name,
                  inside_, arguments));
  return nullptr;
}

RowExprPtr RowChecker::unknown_name(const ast::Expr& expr) {
  const auto text = on_one_line(c_.sources, expr.path.span);
  if (expr.path.parts.size() == 1 && is_measure_name(c_, text)) {
    return measure_inside(text, expr.span);
  }
  const ast::Name spelled{text, expr.path.span};
  if (not_imported(c_, *scope_.package, expr.path)) return nullptr;
  if (expr.op == ast::Op::call) {
    no_such(c_, "function", spelled, scalar_functions());
  } else if (text == "column" && scope_.model) {
    c_.diagnostics.error("T1213", expr.span,
                         "`column` stands for a field only under `by column of ...`");
  } else if (scope_.model) {
    no_such_field(c_, *scope_.model, spelled);
  } else {
    no_such(c_, "constant", spelled, names_of(scope_.package->lets));
  }
  return nullptr;
}

RowExprPtr RowChecker::all_of(const ast::Expr& expr) { return chain(expr, RowOp::and_); }

RowExprPtr RowChecker::any_of(const ast::Expr& expr) { return chain(expr, RowOp::or_); }

// A later part is only looked at when the earlier ones left the answer open, so it may rely on
// them.
RowExprPtr RowChecker::chain(const ast::Expr& expr, RowOp op) {
  const auto outer = present_;
  std::vector<RowExprPtr> parts;
  for (const auto& child : expr.children) {
    auto part = condition(*child);
    if (!part) break;
    narrowed(*part, op == RowOp::and_, present_);
    parts.push_back(std::move(part));
  }
  present_ = outer;
  if (parts.size() < expr.children.size()) return nullptr;
  return make_op(op, simple(TypeKind::boolean), std::move(parts));
}

RowExprPtr RowChecker::negation(const ast::Expr& expr) {
  auto inner = condition(*expr.children[0]);
  return inner ? make_op(RowOp::not_, inner->type, {inner}) : nullptr;
}

RowExprPtr RowChecker::negative(const ast::Expr& expr) {
  auto inner = value(*expr.children[0]);
  if (!inner || !is_there(*inner, expr.children[0]->span)) return nullptr;
  if (is_numeric(inner->type)) return make_op(RowOp::negate, inner->type, {inner});
  c_.diagnostics.error("T2112", expr.children[0]->span,
                       fmt::format("`-` expects a number, found {}", describe(inner->type)));
  return nullptr;
}

RowExprPtr RowChecker::arithmetic(const ast::Expr& expr) {
  if (is_misnamed_rate(c_, scope_, expr)) return nullptr;
  auto left = value(*expr.children[0]);
  if (!left || !is_there(*left, expr.children[0]->span)) return nullptr;
  auto right = value(*expr.children[1]);
  if (!right || !is_there(*right, expr.children[1]->span)) return nullptr;
  const char op = symbol(expr.op);
  const auto type = arithmetic_type(op, left->type, right->type);
  if (!type) {
    c_.diagnostics.error("T2103", expr.span, cannot_combine(op, left->type, right->type));
    return nullptr;
  }
  if (op == '/' && is_constant(*right) && right->number == 0) {
    c_.diagnostics.error("T2116", expr.children[1]->span, "dividing by a constant zero");
    return nullptr;
  }
  return make_op(row_op(expr.op), *type, {left, right});
}

std::string spoken(const Checking& c, const ast::Expr& expr) {
  return fmt::format("`{}`", on_one_line(c.sources, expr.span));
}

}  // namespace tocsin::dsl
