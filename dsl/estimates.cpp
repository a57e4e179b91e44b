#include "dsl/estimates.hpp"

#include "dsl/past.hpp"
#include "dsl/row_build.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

const AggregateCall& inner_of(const AggregateCall& call) { return call.inner->aggregates.front(); }

bool is_by_bucket(const AggregateCall& call) {
  return std::ranges::count(call.options, "buckets", &CallOption::name) > 0;
}

bool unfit(Checking& c, const AggregateCall& call, const ast::Expr& expr, std::string_view what) {
  c.diagnostics.error("T2112", expr.span, fmt::format("`{}` expects {}", call.def->name, what));
  return false;
}

// `buckets: auto` are made of all features and the prediction.
void add_features(const ModelSource& source, const Schema& schema, AggregateCall& call) {
  const auto option = std::ranges::find(call.options, "buckets", &CallOption::name);
  if (option == call.options.end() || option->word != "auto") return;
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    if (schema.fields[i].role == Role::feature || call.prediction == i)
      option->values.push_back(make_field(source.types[i], i, schema.fields[i].name));
}

bool reads_label(const Schema& schema, const RowExprPtr& where) {
  return where && std::ranges::any_of(fields_of(*where), [&](std::size_t field) {
           return schema.fields[field].role == Role::label;
         });
}

// One for each class that has a score, by class.
std::vector<ClassScore> class_scores(const ModelSource& source) {
  std::vector<ClassScore> scores;
  for (const auto& [field, of] : source.score_of) scores.push_back({of, field});
  std::ranges::sort(scores, {}, &ClassScore::of);
  return scores;
}

// Of two classes one score says it all; of more than two accuracy needs each.
bool settle_scores(Checking& c, const ModelSource& source, AggregateCall& call,
                   const ast::Expr& expr) {
  const auto& inner = inner_of(call);
  auto scores = class_scores(source);
  if (inner.positive.empty() && scores.size() > 2) {
    call.scores = std::move(scores);
    return true;
  }
  AggregateCall positive = inner;
  if (positive.positive.empty() && !settle_positive(c, source, inner.prediction, positive, expr))
    return false;
  const auto score = field_of(c, source, Role::score, inner.score, positive.positive, expr);
  if (!score) return false;
  call.scores = {{positive.positive, *score}};
  return true;
}

}  // namespace

bool settle_estimate(Checking& c, const ModelSource& source, AggregateCall& call,
                     const ast::Expr& expr) {
  const auto& inner = inner_of(call);
  const bool needs_label = call.def->needs.label;
  if (inner.on || inner.over.count() > 0 || inner.ago.count() > 0)
    return unfit(c, call, expr,
                 "a measure without `over:`, `ago:` and `on:`; they belong to the estimate");
  if (option_of(inner, "average") != nullptr)
    return unfit(c, call, expr, "a measure of one class, without `average:`");
  if (inner.where) call.where = inner.where;
  if (!needs_label && reads_label(c.plan.models[source.index].schema, call.where))
    return unfit(c, call, expr, "a filter that does without labels");
  call.prediction = inner.prediction;
  if (needs_label) call.label = inner.label;
  add_features(source, c.plan.models[source.index].schema, call);
  return is_by_bucket(call) || settle_scores(c, source, call, expr);
}

bool can_estimate(Checking& c, const ModelSource& source, const AggregateCall& call,
                  const ast::Expr& expr) {
  const auto& inner = inner_of(call);
  std::vector<std::size_t> fields{*inner.label};
  for (const auto& score : call.scores) fields.push_back(score.field);
  if (is_by_bucket(call))
    for (const auto& role : {inner.prediction, inner.score})
      if (role) fields.push_back(*role);
  for (const auto& option : call.options)
    for (const auto& value : option.values)
      std::ranges::copy(fields_of(*value), std::back_inserter(fields));
  if (call.where) std::ranges::copy(fields_of(*call.where), std::back_inserter(fields));
  return can_read(c, source, *call.reference, fields, expr);
}

void add_realised_part(AggregateCall& call) {
  if (call.def->needs.label || !is_by_bucket(call)) return;
  const auto& inner = inner_of(call);
  auto part = std::make_shared<AggregateCall>(call);
  part->label = inner.label;
  part->positive = inner.positive;
  part->label_measure = true;
  for (const auto& role : {inner.label, inner.score})
    if (role && std::ranges::count(part->reads, *role) == 0) part->reads.push_back(*role);
  std::ranges::sort(part->reads);
  part->canonical += " realised";
  call.realised = std::move(part);
}

}  // namespace tocsin::dsl
