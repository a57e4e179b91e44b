#include "dsl/check_aggregate.hpp"

#include "dsl/check_argument.hpp"
#include "dsl/estimates.hpp"
#include "dsl/past.hpp"
#include "dsl/roles.hpp"
#include "dsl/row_build.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

// Everything that one call needs while it is read.
class AggregateReader {
 public:
  AggregateReader(Checking& c, const MeasureContext& context, const MeasureDef& def,
                  const ast::Expr& expr)
      : c_(c),
        context_(context),
        expr_(expr),
        row_(c, context.scope, expr.path.parts.back().text),
        arguments_(c, context, row_, expr, made_.call) {
    made_.call.def = &def;
    if (context.where) row_.assume(*context.where);
  }

  std::optional<Aggregate> read() {
    if (!read_filter() || !read_arguments()) return std::nullopt;
    return finish();
  }

  std::optional<Aggregate> of(RowExprPtr condition) {
    if (!condition) return std::nullopt;
    made_.call.args.push_back(std::move(condition));
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
      } else if (arg.value && !arguments_.positional(*arg.value, position++)) {
        return false;
      }
    }
    return arguments_.has_all(position) && arguments_.has_all_options();
  }

  bool read_named(const ast::Arg& arg) {
    if (is_given_twice(c_, expr_.args, arg)) return false;
    const auto& word = arg.name->text;
    if (word == "prediction") return read_role(arg, Role::prediction, named_.prediction);
    if (word == "label") return read_role(arg, Role::label, named_.label);
    if (word == "score") return read_role(arg, Role::score, named_.score);
    if (word == "against" && def().needs.reference && arg.value->op == ast::Op::path) {
      against_ = reference_meant(context_.scope, arg.value->path);
      return against_.has_value();
    }
    return arguments_.named(arg);
  }

  bool read_role(const ast::Arg& arg, Role role, std::optional<std::size_t>& slot) {
    const auto& needs = def().needs;
    if (role == Role::prediction ? !needs.prediction && !needs.positive
        : role == Role::label    ? !needs.label
                                 : !needs.score) {
      return arguments_.named(arg);
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

  const ModelPlan& model() const { return c_.plan.models[context_.scope.model->index]; }
  const Schema& schema() const { return model().schema; }

  std::optional<Aggregate> finish() {
    auto& call = made_.call;
    named_.no_label = std::ranges::count(call.options, "gain", &CallOption::name) > 0;
    named_.all_classes = option_of(call, "average") != nullptr;
    if (!settle_roles_of(c_, *context_.scope.model, named_, call, expr_)) return std::nullopt;
    if (!suits(c_, context_.scope.model->types, call, expr_)) return std::nullopt;
    if (is_estimate() && !settle_estimate(c_, *context_.scope.model, call, expr_))
      return std::nullopt;
    collect_reads();
    if (!settle_reference(c_, *context_.scope.model, against_ ? against_ : context_.against, call,
                          expr_) ||
        !settle_on(c_, *context_.scope.model, call, expr_))
      return std::nullopt;
    call.label_measure = reads_labels();
    if (call.label_measure) note_label(c_, *context_.scope.model, call);
    call.canonical = canonical(call, model());
    if (is_estimate()) add_realised_part(call);
    made_.type = result_type(call, context_.scope.model->types, arguments_.inner_type());
    if (!asks_what_is_known()) return std::nullopt;
    return std::move(made_);
  }

  bool is_estimate() const { return def().needs.score_in_reference; }

  // An estimate does without the labels that its inner measure would read.
  bool reads_labels() const {
    const auto& call = made_.call;
    if (def().name == "estimated") return false;
    if (call.inner && std::ranges::any_of(call.inner->aggregates, &AggregateCall::label_measure))
      return true;
    return needs_label() || std::ranges::any_of(call.reads, [&](std::size_t field) {
             return schema().fields[field].role == Role::label;
           });
  }

  bool needs_label() const { return def().needs.label && !named_.no_label; }

  // T4124.
  bool asks_what_is_known() {
    const auto& call = made_.call;
    if (call.on && (def().make == nullptr || needs_stream()))
      return unknown(
          fmt::format("`on:` of `{}`: rows of a reference stand side by side, they come "
                      "at no time and in no window",
                      name()));
    const bool looks_back = call.over.count() + call.ago.count() > 0 || def().name == "change";
    return !looks_back || knows_span(call);
  }

  bool unknown(const std::string& what) {
    c_.diagnostics.error("T4124", expr_.path.span, what);
    return false;
  }

  static bool is_counted(const MeasureDef& def) {
    return def.cost == Cost::counts && def.result != ResultKind::duration;
  }

  // How long it has been is told as of now, however long the window; what is counted is of it.
  bool knows_span(const AggregateCall& call) {
    if (call.inner)
      return std::ranges::all_of(call.inner->aggregates,
                                 [&](const auto& inner) { return knows_span(inner); });
    if (call.def->make != nullptr || is_counted(*call.def)) return true;
    const auto* word = def().name == "change"       ? "`change`"
                       : made_.call.ago.count() > 0 ? "`ago:`"
                                                    : "`over:`";
    return unknown(
        fmt::format("{} of `{}`: how long it has been is told as of now", word, call.def->name));
  }

  // What the rows of a file cannot tell: how long they took, which of them could not be read.
  bool needs_stream() const {
    const auto& call = made_.call;
    return def().per_second || call.over.count() + call.ago.count() > 0 ||
           (def().reads_malformed && call.fields.empty());
  }

  void collect_reads() {
    auto& call = made_.call;
    const auto add_all = [&](const std::vector<std::size_t>& fields) {
      call.reads.insert(call.reads.end(), fields.begin(), fields.end());
    };
    for (const auto& arg : call.args) add_all(fields_of(*arg));
    if (call.where) add_all(fields_of(*call.where));
    add_all(call.fields);
    for (const auto& option : call.options)
      for (const auto& value : option.values) add_all(fields_of(*value));
    if (call.inner && !is_estimate())
      for (const auto& inner : call.inner->aggregates) add_all(inner.reads);
    for (const auto& score : call.scores) call.reads.push_back(score.field);
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
  ArgumentReader arguments_;
};

}  // namespace

std::optional<Aggregate> check_aggregate(Checking& c, const MeasureContext& context,
                                         const ast::Expr& expr) {
  const auto* def = c.catalogue.measure(expr.path.parts.back().text);
  return AggregateReader(c, context, *def, expr).read();
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
