// What single measures ask of their arguments, and of each other.
#include "dsl/check_argument.hpp"
#include "dsl/past.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

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

// The parameters of the detectors, and what they may be.
struct DetectorParameter {
  std::string_view name;
  std::vector<std::string_view> detectors;
  double low, high;  // both are left out
  bool whole = false;
};

const std::vector<DetectorParameter>& detector_parameters() {
  constexpr double kMost = 1e9;
  static const std::vector<DetectorParameter> kAll{
      {"alpha", {"eddm", "kswin", "page_hinkley"}, 0, 1},
      {"beta", {"eddm"}, 0, 1},
      {"clock", {"adwin"}, 0, kMost, true},
      {"delta", {"adwin"}, 0, 1},
      {"delta", {"cusum", "page_hinkley"}, -kMost, kMost},
      {"drift", {"ddm"}, 0, kMost},
      {"drift", {"hddm_a", "hddm_w"}, 0, 1},
      {"grace", {"adwin"}, 0, kMost, true},
      {"lambda", {"cusum", "page_hinkley"}, 0, kMost},
      {"lambda", {"hddm_w"}, 0, 1},
      {"min", {"adwin", "cusum", "page_hinkley"}, 0, kMost, true},
      {"seed", {"kswin"}, -1, kMost, true},
      {"stat", {"kswin"}, 0, 10'001, true},
      {"warm", {"ddm", "eddm"}, 0, kMost, true},
      {"warn", {"ddm"}, 0, kMost},
      {"warn", {"hddm_a", "hddm_w"}, 0, 1},
      {"window", {"kswin"}, 1, 100'001, true},
  };
  return kAll;
}

bool suits_parameter(Checking& c, const CallOption& option, std::string_view detector) {
  std::vector<std::string_view> known;
  for (const auto& parameter : detector_parameters()) {
    if (std::ranges::count(parameter.detectors, detector) == 0) continue;
    known.push_back(parameter.name);
    if (parameter.name != option.name) continue;
    const bool fits = option.number > parameter.low && option.number < parameter.high &&
                      (!parameter.whole || option.number == std::floor(option.number));
    if (fits) return true;
    c.diagnostics.error("T2112", option.span,
                        fmt::format("`{}:` of the detector `{}` expects a {}number above {} and "
                                    "below {}, found {}",
                                    option.name, detector, parameter.whole ? "whole " : "",
                                    show_number(parameter.low), show_number(parameter.high),
                                    show_number(option.number)));
    return false;
  }
  c.diagnostics.error("T2113", option.span,
                      fmt::format("the detector `{}` has no parameter named `{}`; it takes {}",
                                  detector, option.name, listed(known)));
  return false;
}

// What is drawn lies before the latest, and there has to be enough of it.
bool suits_window(Checking& c, const AggregateCall& call) {
  const auto number = [&](std::string_view name, double usual) {
    const auto* option = option_of(call, name);
    return option ? option->number : usual;
  };
  const double window = number("window", 100), stat = number("stat", 30);
  if (window >= 2 * stat) return true;
  const auto* at = option_of(call, option_of(call, "stat") ? "stat" : "window");
  c.diagnostics.error("T2112", at->span,
                      fmt::format("`stat: {}` of the detector `kswin` must fit into `window: {}` "
                                  "twice",
                                  show_number(stat), show_number(window)));
  return false;
}

// ddm and eddm watch the rate of errors; only some detectors warn.
bool suits_detector(Checking& c, const AggregateCall& call) {
  if (call.def->name != "drifted") return true;
  const auto& detector = *option_of(call, "detector");
  const bool of_errors = detector.word == "ddm" || detector.word == "eddm";
  const auto& type = call.args[0]->type;
  if (of_errors && !type.is(TypeKind::boolean)) {
    c.diagnostics.error("T2129", detector.span,
                        fmt::format("the detector `{}` takes a yes/no value; the argument is {}",
                                    detector.word, describe(type)));
    return false;
  }
  for (const auto& option : call.options) {
    if (option.name == "detector") continue;
    if (option.name != "level" && !suits_parameter(c, option, detector.word)) return false;
    const bool warns = of_errors || detector.word.starts_with("hddm");
    if (option.name != "level" || option.word != "warning" || warns) continue;
    c.diagnostics.error("T2112", option.span,
                        fmt::format("the detector `{}` gives no warnings; ddm, eddm, hddm_a and "
                                    "hddm_w do",
                                    detector.word));
    return false;
  }
  return detector.word != "kswin" || suits_window(c, call);
}

// The members of a field are told apart by their values: spread(precision, by: is_customer).
bool has_members(Checking& c, const std::vector<Type>& types, const AggregateCall& call) {
  if (call.def->name != "spread") return true;
  const auto& by = *option_of(call, "by");
  const auto& type = types[by.values.front()->field];
  const bool can = type.is(TypeKind::category) || type.is(TypeKind::boolean) ||
                   type.is(TypeKind::integer) || type.is(TypeKind::none);
  if (!can)
    c.diagnostics.error(
        "T4106", by.span,
        fmt::format("cannot segment by {}: {}", by.values.front()->canonical, describe(type)));
  return can;
}

// psi(x, bins: 20): more bins than that no window fills.
bool suits_bins(Checking& c, const AggregateCall& call) {
  constexpr double kMostBins = 1000;
  const auto* bins = option_of(call, "bins");
  if (!bins) return true;
  if (bins->number < 2 || bins->number > kMostBins) {
    c.diagnostics.error("T2112", bins->span,
                        fmt::format("`bins:` of `{}` expects 2 to 1000, found {}", call.def->name,
                                    show_number(bins->number)));
    return false;
  }
  const auto* dialect = option_of(call, "dialect");
  if (!dialect || (dialect->word != "doane" && dialect->word != "sturges")) return true;
  c.diagnostics.error(
      "T2132", bins->span,
      fmt::format("`dialect: {}` chooses the number of bins by its own rule; leave out `bins:`",
                  dialect->word));
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
         suits_detector(c, call) && has_members(c, types, call) && suits_bins(c, call) &&
         can_be_estimated(c, call, expr) && suits_method(c, call, expr);
}

}  // namespace tocsin::dsl
