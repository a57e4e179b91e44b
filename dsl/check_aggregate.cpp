#include "dsl/check_aggregate.hpp"

#include "dsl/roles.hpp"
#include "dsl/row_build.hpp"
#include "dsl/supported.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

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
  }
  return "";
}

// Everything that one call needs while it is read.
class AggregateReader {
 public:
  AggregateReader(Checking& c, const MeasureContext& context, const MeasureDef& def,
                  const ast::Expr& expr)
      : c_(c), context_(context), expr_(expr), row_(c, context.scope, expr.path.parts.back().text) {
    made_.call.def = &def;
    if (context.where) row_.assume(*context.where);
  }

  std::optional<Aggregate> read() {
    if (!read_filter() || !read_arguments()) return std::nullopt;
    return finish();
  }

  std::optional<Aggregate> of(RowExprPtr condition) {
    add(std::move(condition));
    made_.call.where = context_.where;
    return finish();
  }

 private:
  const MeasureDef& def() const { return *made_.call.def; }
  std::string name() const { return expr_.path.parts.back().text; }

  // The inner `where` comes first: what it asserts holds for the arguments.
  bool read_filter() {
    RowExprPtr inner;
    for (const auto& arg : expr_.args) {
      if (!arg.where) continue;
      auto condition = row_.condition(*arg.where);
      if (!condition) return false;
      row_.assume(*condition);
      inner = make_both(inner, condition);
    }
    made_.call.where = make_both(context_.where, inner);
    return true;
  }

  bool read_arguments() {
    std::size_t position = 0;
    for (const auto& arg : expr_.args) {
      if (arg.name) {
        if (!read_named(arg)) return false;
      } else if (arg.value && !read_positional(*arg.value, position++)) {
        return false;
      }
    }
    const auto& params = def().params;
    if (position >= params.size() || !params[position].required) return true;
    c_.diagnostics.error(
        "T2112", expr_.span,
        fmt::format("`{}` expects {}, found nothing", name(), expected(params[position].kind)));
    return false;
  }

  bool read_positional(const ast::Expr& arg, std::size_t position) {
    if (position >= def().params.size()) {
      c_.diagnostics.error(
          "T2112", arg.span,
          fmt::format("`{}` expects {} {}, found more", name(), def().params.size(),
                      def().params.size() == 1 ? "value" : "values"));
      return false;
    }
    switch (def().params[position].kind) {
      case ParamKind::condition: return add(row_.condition(arg));
      case ParamKind::numeric: return read_numeric(arg);
      case ParamKind::any_value: return add(row_.value(arg));
      case ParamKind::field: return read_field(arg);
      case ParamKind::percent: return read_percent(arg);
      case ParamKind::constant: return read_constant(arg);
    }
    return false;
  }

  bool add(RowExprPtr value) {
    if (!value) return false;
    made_.call.args.push_back(std::move(value));
    return true;
  }

  bool unfit(const ast::Expr& arg, ParamKind kind, std::string_view found) {
    c_.diagnostics.error("T2112", arg.span,
                         fmt::format("`{}` expects {}, found {}", name(), expected(kind), found));
    return false;
  }

  bool read_numeric(const ast::Expr& arg) {
    auto value = row_.value(arg);
    if (value && !is_numeric(value->type))
      return unfit(arg, ParamKind::numeric, describe(value->type));
    return add(std::move(value));
  }

  bool read_field(const ast::Expr& arg) {
    const auto value = row_.value(arg);
    if (!value) return false;
    if (value->op != RowOp::field) return unfit(arg, ParamKind::field, "an expression");
    made_.call.fields.push_back(value->field);
    return true;
  }

  bool read_percent(const ast::Expr& arg) {
    auto value = row_.constant(arg);
    if (!value) return false;
    if (!value->type.is(TypeKind::share))
      return unfit(arg, ParamKind::percent, describe(value->type));
    if (value->number < 0 || value->number > 1) {
      c_.diagnostics.error("T2105", arg.span,
                           fmt::format("a share cannot be {}; it lies between 0% and 100%",
                                       show(value->type, value->number)));
      return false;
    }
    return add(std::move(value));
  }

  bool read_constant(const ast::Expr& arg) {
    auto value = row_.constant(arg);
    if (!value) return false;
    if (!made_.call.args.empty() &&
        compare_clash(made_.call.args[0]->type, value->type) != Clash::none)
      return unfit(arg, ParamKind::constant, describe(value->type));
    return add(std::move(value));
  }

  bool read_named(const ast::Arg& arg) {
    const auto& word = arg.name->text;
    if (word == "prediction") return read_role(arg, Role::prediction, named_.prediction);
    if (word == "label") return read_role(arg, Role::label, named_.label);
    if (word == "score") return read_role(arg, Role::score, named_.score);
    if (word == "against" && def().needs.reference && arg.value->op == ast::Op::path) {
      against_ = reference_meant(context_.scope, arg.value->path);
      return against_.has_value();
    }
    if (is_later_argument(word)) {
      refuse(c_, arg.name->span, fmt::format("the argument `{}:`", word));
      return false;
    }
    c_.diagnostics.error("T2113", arg.name->span,
                         fmt::format("`{}` has no argument named `{}`; it takes {}", name(), word,
                                     known_arguments()));
    return false;
  }

  bool read_role(const ast::Arg& arg, Role role, std::optional<std::size_t>& slot) {
    const auto& needs = def().needs;
    if (role == Role::prediction ? !needs.prediction && !needs.positive
        : role == Role::label    ? !needs.label
                                 : !needs.score) {
      c_.diagnostics.error("T2113", arg.name->span,
                           fmt::format("`{}` has no argument named `{}`; it takes {}", name(),
                                       arg.name->text, known_arguments()));
      return false;
    }
    const auto value = row_.value(*arg.value);
    if (!value) return false;
    const bool fits = value->op == RowOp::field && schema().fields[value->field].role == role;
    if (!fits) {
      c_.diagnostics.error(
          "T2112", arg.value->span,
          fmt::format("`{}:` expects a {} of the model", arg.name->text, arg.name->text));
      return false;
    }
    slot = value->field;
    return true;
  }

  std::string known_arguments() const {
    std::vector<std::string_view> known;
    for (const auto& param : def().params) known.push_back(param.name);
    if (def().needs.reference) known.push_back("against");
    if (def().needs.prediction || def().needs.positive) known.push_back("prediction");
    if (def().needs.label) known.push_back("label");
    if (def().needs.score) known.push_back("score");
    return known.empty() ? "none" : listed(known);
  }

  const ModelPlan& model() const { return c_.plan.models[context_.scope.model->index]; }
  const Schema& schema() const { return model().schema; }

  std::optional<Aggregate> finish() {
    auto& call = made_.call;
    if (!settle_roles_of(c_, *context_.scope.model, named_, call, expr_)) return std::nullopt;
    collect_reads();
    if (!settle_reference(c_, *context_.scope.model, against_ ? against_ : context_.against, call,
                          expr_))
      return std::nullopt;
    call.label_measure =
        def().needs.label || std::ranges::any_of(call.reads, [&](std::size_t field) {
          return schema().fields[field].role == Role::label;
        });
    if (call.label_measure) note_label(c_, *context_.scope.model, call);
    call.canonical = canonical(call, model());
    made_.type = result_type(call);
    return std::move(made_);
  }

  void collect_reads() {
    auto& call = made_.call;
    const auto add_all = [&](const std::vector<std::size_t>& fields) {
      call.reads.insert(call.reads.end(), fields.begin(), fields.end());
    };
    for (const auto& arg : call.args) add_all(fields_of(*arg));
    if (call.where) add_all(fields_of(*call.where));
    add_all(call.fields);
    for (const auto& role : {call.prediction, call.label, call.score})
      if (role) call.reads.push_back(*role);
    std::ranges::sort(call.reads);
    const auto [begin, end] = std::ranges::unique(call.reads);
    call.reads.erase(begin, end);
  }

  Checking& c_;
  const MeasureContext& context_;
  const ast::Expr& expr_;
  RowChecker row_;
  NamedRoles named_;
  std::optional<ast::Path> against_;
  Aggregate made_;
};

}  // namespace

std::optional<Aggregate> check_aggregate(Checking& c, const MeasureContext& context,
                                         const ast::Expr& expr) {
  const auto& name = expr.path.parts.back().text;
  if (const auto* def = c.catalogue.measure(name))
    return AggregateReader(c, context, *def, expr).read();
  refuse(c, expr.path.span, fmt::format("`{}`", name));
  return std::nullopt;
}

std::optional<Aggregate> share_of(Checking& c, const MeasureContext& context, RowExprPtr condition,
                                  const ast::Expr& written) {
  ast::Expr call;
  call.op = ast::Op::call;
  call.span = written.span;
  call.path = {{{"share", written.span}}, written.span};
  return AggregateReader(c, context, *c.catalogue.measure("share"), call).of(std::move(condition));
}

}  // namespace tocsin::dsl
