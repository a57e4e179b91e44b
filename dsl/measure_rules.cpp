// What single measures ask of their arguments, and of each other.
#include "dsl/check_argument.hpp"
#include "dsl/past.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

constexpr auto kEstimated = std::to_array<std::string_view>(
    {"accuracy", "auc", "average_precision", "f1", "precision", "recall", "specificity"});

bool unfit(Checking& c, const ast::Expr& expr, const AggregateCall& call, std::string message) {
  c.diagnostics.error("T2112", expr.span, fmt::format("`{}` {}", call.def->name, message));
  return false;
}

// share_error_over(100EUR): a limit in the unit of the label.
bool suits_label(Checking& c, const std::vector<Type>& types, const AggregateCall& call,
                 const ast::Expr& expr) {
  const auto& params = call.def->params;
  if (params.empty() || params[0].kind != ParamKind::of_label || !call.label) return true;
  auto type = as_value(present(types[*call.label]));
  if (type.is(TypeKind::share)) type = simple(TypeKind::points);
  if (!is_numeric(type)) return unfit(c, expr, call, "needs a label that is a number");
  if (compare_clash(type, call.args[0]->type) == Clash::none) return true;
  return unfit(c, expr, call,
               fmt::format("expects {} as its limit, found {}", describe(type),
                           describe(call.args[0]->type)));
}

// mae and the like subtract the label from the prediction.
bool has_errors(Checking& c, const std::vector<Type>& types, const AggregateCall& call,
                const ast::Expr& expr) {
  constexpr auto kErrors =
      std::to_array<std::string_view>({"bias", "mae", "mape", "mse", "r2", "rmse", "rmsle"});
  if (!std::ranges::binary_search(kErrors, call.def->name) || !call.label) return true;
  const auto& type = types[*call.label];
  return is_numeric(as_value(present(type))) ||
         unfit(c, expr, call,
               fmt::format("needs a label that is a number, found {}", describe(type)));
}

// ndcg(10, list: request_id, rank: position): places are counted, gains are added up.
bool has_places(Checking& c, const std::vector<Type>& types, const AggregateCall& call,
                const ast::Expr& expr) {
  const auto* rank = option_of(call, "rank");
  if (!rank) return true;
  const auto place = as_value(present(rank->values.front()->type));
  if (!place.is(TypeKind::none) && !place.is(TypeKind::number))
    return unfit(c, expr, call,
                 fmt::format("needs a number after `rank:`, found {}", describe(place)));
  const auto* option = option_of(call, "gain");
  if (!option && !call.label) return true;
  const auto& written = option ? option->values.front()->type : types[*call.label];
  const auto gain = as_value(present(written));
  if (gain.is(TypeKind::none) || gain.is(TypeKind::boolean) || is_numeric(gain)) return true;
  return unfit(c, expr, call,
               fmt::format("needs a gain that is a number or a yes/no value, found {}; `gain:` "
                           "says which field to take instead of the label",
                           describe(gain)));
}

// cost(fp: 5EUR, fn: 50EUR): one unit.
bool has_one_unit(Checking& c, const AggregateCall& call, const ast::Expr& expr) {
  if (call.def->result != ResultKind::as_option) return true;
  if (call.options.empty())
    return unfit(c, expr, call, "expects what a mistake costs, such as `fp: 5EUR`, found nothing");
  for (const auto& option : call.options) {
    const auto& first = call.options.front();
    if (option.type.unit == first.type.unit) continue;
    c.diagnostics.error("T2103", option.span,
                        fmt::format("`{}` needs two values of the same kind, found {} and {}",
                                    call.def->name, describe(first.type), describe(option.type)));
    return false;
  }
  return true;
}

// ddm and eddm watch the rate of errors.
bool suits_detector(Checking& c, const AggregateCall& call) {
  const auto* detector = option_of(call, "detector");
  if (!detector || (detector->word != "ddm" && detector->word != "eddm")) return true;
  const auto& type = call.args[0]->type;
  if (type.is(TypeKind::boolean)) return true;
  c.diagnostics.error("T2129", detector->span,
                      fmt::format("the detector `{}` takes a yes/no value; the argument is {}",
                                  detector->word, describe(type)));
  return false;
}

bool can_be_estimated(Checking& c, const AggregateCall& call, const ast::Expr& expr) {
  if (!call.def->needs.score_in_reference || !call.inner) return true;
  const auto& inner = *call.inner;
  const bool one = inner.value->op == WindowOp::aggregate;
  if (one && std::ranges::count(kEstimated, inner.aggregates.front().def->name) > 0) return true;
  return unfit(c, expr, call,
               fmt::format("expects one of {}", listed({kEstimated.begin(), kEstimated.end()})));
}

// A relation of numbers is no relation of names.
bool suits_method(Checking& c, const AggregateCall& call, const ast::Expr& expr) {
  if (call.def->name != "correlation" && call.def->name != "correlation_change") return true;
  const auto* method = option_of(call, "method");
  if (method && method->word == "cramers_v") return true;
  for (const auto& arg : call.args)
    if (!is_numeric(arg->type))
      return unfit(c, expr, call,
                   fmt::format("expects numbers, found {}; texts take `method: cramers_v`",
                               describe(arg->type)));
  return true;
}

}  // namespace

bool suits(Checking& c, const std::vector<Type>& types, const AggregateCall& call,
           const ast::Expr& expr) {
  return suits_label(c, types, call, expr) && has_errors(c, types, call, expr) &&
         has_places(c, types, call, expr) && has_one_unit(c, call, expr) &&
         suits_detector(c, call) && can_be_estimated(c, call, expr) && suits_method(c, call, expr);
}

}  // namespace tocsin::dsl
