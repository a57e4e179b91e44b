#include "dsl/check_aggregate.hpp"

#include "dsl/roles.hpp"
#include "dsl/row_build.hpp"
#include "dsl/scope.hpp"
#include "dsl/supported.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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
      case ParamKind::numeric:
        return add(
            row_.value(arg), arg, [](const Type& t) { return is_numeric(t); }, ParamKind::numeric);
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

  bool add(RowExprPtr value, const ast::Expr& arg, bool (*fits)(const Type&), ParamKind kind) {
    if (value && !fits(value->type)) return unfit(arg, kind, describe(value->type));
    return add(std::move(value));
  }

  bool unfit(const ast::Expr& arg, ParamKind kind, std::string_view found) {
    c_.diagnostics.error("T2112", arg.span,
                         fmt::format("`{}` expects {}, found {}", name(), expected(kind), found));
    return false;
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
      against_ = arg.value->path;
      return true;
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

  const Schema& schema() const { return c_.plan.models[context_.scope.model->index].schema; }

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
    call.canonical = canonical();
    made_.type = result_type();
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

  std::string canonical() const {
    const auto& call = made_.call;
    const auto& fields = schema().fields;
    std::string text = fmt::format("{}(", def().name);
    for (const auto& arg : call.args) text += arg->canonical + ", ";
    for (const auto field : call.fields) text += fmt::format("field `{}`, ", fields[field].name);
    if (call.prediction) text += fmt::format("prediction `{}`, ", fields[*call.prediction].name);
    if (call.label) text += fmt::format("label `{}`, ", fields[*call.label].name);
    if (call.score) text += fmt::format("score `{}`, ", fields[*call.score].name);
    if (!call.positive.empty()) text += fmt::format("positive {}, ", in_quotes(call.positive));
    if (call.reference)
      text +=
          fmt::format("against `{}`, ",
                      c_.plan.models[context_.scope.model->index].references[*call.reference].name);
    if (call.where) text += "where " + call.where->canonical;
    return text + ")";
  }

  Type result_type() const {
    switch (def().result) {
      case ResultKind::share: return simple(TypeKind::share);
      case ResultKind::rate: return simple(TypeKind::rate);
      case ResultKind::duration: return simple(TypeKind::duration);
      case ResultKind::number:
      case ResultKind::unit_interval: return simple(TypeKind::number);
      case ResultKind::as_argument: break;
    }
    if (made_.call.args.empty()) return simple(TypeKind::number);
    const auto type = as_value(present(made_.call.args[0]->type));
    // A sum of shares is no share: it may exceed one.
    return def().name == "sum" && type.is(TypeKind::share) ? simple(TypeKind::ratio) : type;
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

Bounds bounds_of(const Checking& c, const ModelSource& model, const AggregateCall& call,
                 const Type& type) {
  if (type.is(TypeKind::share) || call.def->result == ResultKind::unit_interval) return {0, 1};
  if (call.def->low < call.def->high) return {call.def->low, call.def->high};
  // What is between the smallest and the largest value of a field, a range on it bounds.
  static constexpr std::array<std::string_view, 10> kBetween{
      "mean", "min", "max", "median", "p50", "p75", "p90", "p95", "p99", "quantile"};
  const bool between = std::ranges::count(kBetween, call.def->name) > 0 || call.def->name == "p999";
  if (!between || call.args.empty() || call.args[0]->op != RowOp::field) return {};
  const auto& field = c.plan.models[model.index].schema.fields[call.args[0]->field];
  return {field.low, field.high};
}

}  // namespace tocsin::dsl
