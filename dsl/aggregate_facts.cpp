// What follows from a call that was read: its text, the type of its result, the bounds of its
// values.
#include "dsl/check_aggregate.hpp"
#include "dsl/row_build.hpp"
#include "dsl/type_rules.hpp"
#include "dsl/window_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

// Their results lie between the smallest and the largest value of their argument.
constexpr auto kBetween = std::to_array<std::string_view>(
    {"max", "mean", "median", "min", "p50", "p75", "p90", "p95", "p99", "p999", "quantile"});

std::string option_text(const CallOption& option) {
  std::string text = fmt::format("{}: {}{}", option.name, option.word,
                                 option.word.empty() ? show(option.type, option.number) : "");
  for (const auto& value : option.values) text += " " + value->canonical;
  return text;
}

// What the label says, or the prediction: both have one type.
Type of_label(const AggregateCall& call, const std::vector<Type>& types) {
  return call.label ? as_value(present(types[*call.label])) : simple(TypeKind::number);
}

// wasserstein(x, normed: true) is in standard deviations.
bool is_normed(const AggregateCall& call) {
  return std::ranges::any_of(call.options, [](const CallOption& option) {
    return option.name == "normed" && option.word == "true";
  });
}

}  // namespace

Bounds bounds_of(const AggregateCall& call, const ModelPlan& model, const Type& type) {
  if (type.is(TypeKind::share) || call.def->result == ResultKind::unit_interval) return {0, 1};
  if (call.def->low < call.def->high) return {call.def->low, call.def->high};
  const bool between = std::ranges::binary_search(kBetween, call.def->name);
  if (!between || call.args.empty() || call.args[0]->op != RowOp::field) return {};
  const auto& field = model.schema.fields[call.args[0]->field];
  return {field.low, field.high};
}

std::string canonical(const AggregateCall& call, const ModelPlan& model) {
  const auto named = [&](std::string_view what, std::size_t field) {
    return fmt::format("{} `{}`, ", what, model.schema.fields[field].name);
  };
  std::string text(call.def->name);
  text += '(';
  for (const auto& arg : call.args) text += arg->canonical + ", ";
  for (const auto field : call.fields) text += named("field", field);
  if (call.prediction) text += named("prediction", *call.prediction);
  if (call.label) text += named("label", *call.label);
  if (call.score) text += named("score", *call.score);
  for (const auto& score : call.scores)
    text += named("chance of " + in_quotes(score.of), score.field);
  if (!call.positive.empty()) text += fmt::format("positive {}, ", in_quotes(call.positive));
  if (call.reference) text += fmt::format("against `{}`, ", model.references[*call.reference].name);
  for (const auto& option : call.options) text += option_text(option) + ", ";
  if (call.inner) text += canonical(*call.inner->value, call.inner->aggregates) + ", ";
  if (call.over.count() > 0) text += "over " + format_duration(call.over) + ", ";
  if (call.ago.count() > 0) text += "ago " + format_duration(call.ago) + ", ";
  if (call.on) text += fmt::format("on `{}`, ", model.references[*call.on].name);
  if (call.where) text += "where " + call.where->canonical;
  return text + ")";
}

Type result_type(const AggregateCall& call, const std::vector<Type>& types, const Type& inner) {
  switch (call.def->result) {
    case ResultKind::share: return simple(TypeKind::share);
    case ResultKind::rate: return simple(TypeKind::rate);
    case ResultKind::duration: return simple(TypeKind::duration);
    case ResultKind::ratio: return simple(TypeKind::ratio);
    case ResultKind::boolean: return simple(TypeKind::boolean);
    case ResultKind::number:
    case ResultKind::unit_interval: return simple(TypeKind::number);
    case ResultKind::as_measure: return inner;
    case ResultKind::measure_apart:
      return arithmetic_type('-', inner, inner).value_or(simple(TypeKind::number));
    case ResultKind::as_label: {
      const auto type = of_label(call, types);
      return type.is(TypeKind::share) ? simple(TypeKind::points) : type;
    }
    case ResultKind::label_squared: {
      const auto type = of_label(call, types);
      return arithmetic_type('*', type, type).value_or(simple(TypeKind::number));
    }
    case ResultKind::as_option:
      return call.options.empty() ? simple(TypeKind::number) : call.options.front().type;
    case ResultKind::as_argument: break;
  }
  if (is_normed(call)) return simple(TypeKind::number);
  if (call.args.empty()) return simple(TypeKind::number);
  const auto type = as_value(present(call.args[0]->type));
  // A sum of shares is no share: it may exceed one.
  return call.def->name == "sum" && type.is(TypeKind::share) ? simple(TypeKind::ratio) : type;
}

}  // namespace tocsin::dsl
