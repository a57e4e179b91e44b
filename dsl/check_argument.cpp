#include "dsl/check_argument.hpp"

#include "dsl/check_measure.hpp"
#include "dsl/row_build.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tocsin::dsl {
namespace {

std::string_view expected(ParamKind kind) {
  switch (kind) {
    case ParamKind::condition: return "a yes/no value";
    case ParamKind::numeric: return "a number, share or duration";
    case ParamKind::any_value: return "a value of the event";
    case ParamKind::field: return "the name of a field";
    case ParamKind::percent: return "a share such as `97%`";
    case ParamKind::constant: return "a constant";
    case ParamKind::of_label: return "a constant in the unit of the label";
    case ParamKind::count: return "a whole number such as `10`";
    case ParamKind::duration: return "a duration such as `28d`";
    case ParamKind::measure: return "a measure such as `mean(...)`";
    case ParamKind::reference: return "the name of a reference";
    case ParamKind::signal: return "a number or a yes/no value";
    case ParamKind::instant: return "a time";
  }
  return "";
}

// Numbers of any unit are bare in the data, and those that stand for something else are too.
bool is_bare(const Type& subject, const Type& value) {
  return subject.is(TypeKind::number) && value.is(TypeKind::number) && value.unit.empty();
}

bool fits(ParamKind kind, const Type& type) {
  if (kind == ParamKind::numeric) return is_numeric(type);
  if (kind == ParamKind::instant) return type.is(TypeKind::time);
  if (kind == ParamKind::signal) return is_numeric(type) || type.is(TypeKind::boolean);
  return true;
}

}  // namespace

// A measure of its own; what it reads and compares with is the outer one's business.
Inner check_inner(Checking& c, const MeasureContext& context, const ast::Expr& expr) {
  MeasureChecker checker(c, context);
  auto measured = checker.measure(expr);
  if (!measured.value) return {};
  auto inner = std::make_shared<InnerMeasure>();
  inner->aggregates = checker.take_aggregates();
  inner->value = measured.value;
  const auto type = measured.value->type;
  return {std::move(inner), type};
}

const ParamDef* ArgumentReader::param(std::size_t position) const {
  const auto& params = def().params;
  if (position < params.size()) return &params[position];
  return !params.empty() && params.back().repeated ? &params.back() : nullptr;
}

bool ArgumentReader::positional(const ast::Expr& arg, std::size_t position) {
  const auto* wanted = param(position);
  if (!wanted) {
    c_.diagnostics.error("T2112", arg.span,
                         fmt::format("`{}` expects {} {}, found more", name(), def().params.size(),
                                     def().params.size() == 1 ? "value" : "values"));
    return false;
  }
  switch (wanted->kind) {
    case ParamKind::condition: return add(row_.condition(arg));
    case ParamKind::numeric:
    case ParamKind::signal:
    case ParamKind::instant:
    case ParamKind::any_value: return read_value(arg, wanted->kind);
    case ParamKind::field: return read_field(arg);
    case ParamKind::percent: return read_percent(arg);
    case ParamKind::constant: return read_constant(arg);
    case ParamKind::of_label: return add(row_.constant(arg));
    case ParamKind::count: return read_count(arg);
    case ParamKind::duration: return read_duration(arg);
    case ParamKind::measure: return read_measure(arg);
    case ParamKind::reference: return read_reference(arg, call_.reference);
  }
  return false;
}

bool ArgumentReader::has_all(std::size_t given) {
  const auto& params = def().params;
  if (given >= params.size() || !params[given].required) return true;
  c_.diagnostics.error(
      "T2112", expr_.span,
      fmt::format("`{}` expects {}, found nothing", name(), expected(params[given].kind)));
  return false;
}

bool ArgumentReader::add(RowExprPtr value) {
  if (!value) return false;
  call_.args.push_back(std::move(value));
  return true;
}

bool ArgumentReader::unfit(const ast::Expr& arg, std::string_view wanted, std::string_view found) {
  c_.diagnostics.error("T2112", arg.span,
                       fmt::format("`{}` expects {}, found {}", name(), wanted, found));
  return false;
}

bool ArgumentReader::read_value(const ast::Expr& arg, ParamKind kind) {
  auto value = row_.value(arg);
  if (value && !fits(kind, value->type)) return unfit(arg, expected(kind), describe(value->type));
  return add(std::move(value));
}

bool ArgumentReader::read_field(const ast::Expr& arg) {
  const auto value = row_.value(arg);
  if (!value) return false;
  if (value->op != RowOp::field) return unfit(arg, expected(ParamKind::field), "an expression");
  call_.fields.push_back(value->field);
  return true;
}

bool ArgumentReader::read_percent(const ast::Expr& arg) {
  auto value = row_.constant(arg);
  if (!value) return false;
  if (!value->type.is(TypeKind::share))
    return unfit(arg, expected(ParamKind::percent), describe(value->type));
  if (value->number < 0 || value->number > 1) {
    c_.diagnostics.error("T2105", arg.span,
                         fmt::format("a share cannot be {}; it lies between 0% and 100%",
                                     show(value->type, value->number)));
    return false;
  }
  return add(std::move(value));
}

bool ArgumentReader::read_constant(const ast::Expr& arg) {
  auto value = row_.constant(arg);
  if (!value) return false;
  const auto& subject = call_.args.front()->type;
  if (!is_bare(subject, value->type) && compare_clash(subject, value->type) != Clash::none)
    return unfit(arg, expected(ParamKind::constant), describe(value->type));
  return add(std::move(value));
}

bool ArgumentReader::read_count(const ast::Expr& arg) {
  auto value = row_.constant(arg);
  if (!value) return false;
  const bool whole = value->type.is(TypeKind::number) && value->type.unit.empty() &&
                     value->number >= 1 && value->number == std::floor(value->number);
  return whole ? add(std::move(value))
               : unfit(arg, expected(ParamKind::count), show(value->type, value->number));
}

bool ArgumentReader::read_duration(const ast::Expr& arg) {
  auto value = row_.constant(arg);
  if (!value) return false;
  if (!value->type.is(TypeKind::duration) || value->number <= 0)
    return unfit(arg, expected(ParamKind::duration), show(value->type, value->number));
  return add(std::move(value));
}

bool ArgumentReader::read_measure(const ast::Expr& arg) {
  auto inner = check_inner(c_, context_, arg);
  if (!inner.measure) return false;
  if (inner.measure->aggregates.empty() || !is_numeric(inner.type))
    return unfit(arg, expected(ParamKind::measure),
                 inner.measure->aggregates.empty() ? "a constant" : describe(inner.type));
  call_.inner = std::move(inner.measure);
  inner_type_ = inner.type;
  return true;
}

bool ArgumentReader::read_reference(const ast::Expr& arg, std::optional<std::size_t>& slot) {
  if (arg.op != ast::Op::path) return unfit(arg, expected(ParamKind::reference), spoken(c_, arg));
  const auto& known = context_.scope.model->references;
  const auto path = reference_meant(context_.scope, arg.path);
  if (!path) return false;
  const auto name = on_one_line(c_.sources, path->span);
  const auto found = known.find(name);
  if (found == known.end()) {
    if (!context_.scope.model->damaged)
      no_such(c_, "reference", {name, path->span}, names_of(known));
    return false;
  }
  slot = found->second;
  return true;
}

}  // namespace tocsin::dsl
