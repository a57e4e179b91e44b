// `x in range(R, slack: 5%)` and `x in values(R)`: what a contract asks of a reference.
#include "dsl/check_row.hpp"
#include "dsl/roles.hpp"
#include "dsl/row_build.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

const std::string& called(const ast::Expr& call) { return call.path.parts.back().text; }

}  // namespace

bool is_reference_condition(const ast::Expr& expr) {
  return expr.op == ast::Op::call && expr.path.parts.size() == 1 &&
         (called(expr) == "range" || called(expr) == "values");
}

void only_after_in(Checking& c, const ast::Expr& call) {
  c.diagnostics.error("T2125", call.span,
                      fmt::format("`{}(...)` stands only after `in`", called(call)));
}

// The reference that `range(R)` names, and whether it has the field. T1201, T2112, T4104.
std::optional<std::size_t> RowChecker::reference_of(const ast::Expr& call, const RowExpr& subject) {
  const auto& args = call.args;
  const bool named =
      !args.empty() && !args[0].name && args[0].value && args[0].value->op == ast::Op::path;
  if (!named || !scope_.model) {
    c_.diagnostics.error("T2112", call.span,
                         fmt::format("`{}` expects the name of a reference", called(call)));
    return std::nullopt;
  }
  const auto path = reference_meant(scope_, args[0].value->path);
  if (!path) return std::nullopt;
  const auto span = path->span;
  const auto name = on_one_line(c_.sources, span);
  const auto found = scope_.model->references.find(name);
  if (found == scope_.model->references.end()) {
    if (!scope_.model->damaged)
      no_such(c_, "reference", {name, span}, names_of(scope_.model->references));
    return std::nullopt;
  }
  if (!has_columns(c_, *scope_.model, found->second, fields_of(subject), span)) return std::nullopt;
  return found->second;
}

// `slack: 5%`, the only option, of `range` alone.
std::optional<double> RowChecker::slack_of(const ast::Expr& call) {
  double slack = 0;
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    const auto& arg = call.args[i];
    const bool fits = arg.name && arg.name->text == "slack" && called(call) == "range";
    if (!fits) {
      c_.diagnostics.error(
          "T2113", arg.name ? arg.name->span : call.span,
          fmt::format("`{}` has no argument named `{}`; it takes {}", called(call),
                      arg.name ? arg.name->text : "", called(call) == "range" ? "slack" : "none"));
      return std::nullopt;
    }
    if (is_given_twice(c_, call.args, arg)) return std::nullopt;
    const auto value = constant(*arg.value);
    if (!value) return std::nullopt;
    if (!value->type.is(TypeKind::share) || value->number < 0) {
      c_.diagnostics.error(
          "T2112", arg.value->span,
          fmt::format("`slack:` expects a share such as `5%`, found {}", describe(value->type)));
      return std::nullopt;
    }
    slack = value->number;
  }
  return slack;
}

RowExprPtr RowChecker::in_reference(const ast::Expr& call, const RowExprPtr& subject,
                                    const ast::Expr& subject_ast) {
  const auto reference = reference_of(call, *subject);
  const auto slack = reference ? slack_of(call) : std::nullopt;
  if (!slack) return nullptr;
  const bool is_range = called(call) == "range";
  if (is_range && !is_ordered(subject->type)) {
    c_.diagnostics.error(
        "T2112", subject_ast.span,
        fmt::format("a range expects numbers, shares, durations or times, found {}",
                    describe(subject->type)));
    return nullptr;
  }
  const auto& plan = c_.plan.models[scope_.model->index].references[*reference];
  if (plan.rolling.count() > 0)
    postpone(c_, call.span, fmt::format("`in {}(...)` of a rolling reference", called(call)));
  return make_in_reference(is_range ? RowOp::in_reference_range : RowOp::in_reference_values,
                           subject, *reference, plan.name, *slack);
}

}  // namespace tocsin::dsl
