// Writes row expressions and calls of measures the way the checker would make them.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/catalogue.hpp"
#include "tests/support/batches.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

using dsl::RowExprPtr;
using dsl::RowOp;
using dsl::TypeKind;

inline RowExprPtr made(dsl::RowExpr expr, const std::string& own) {
  expr.canonical = "(" + std::to_string(static_cast<int>(expr.op)) + " " + own;
  for (const auto& arg : expr.args) expr.canonical += " " + arg->canonical;
  expr.canonical += ")";
  return std::make_shared<const dsl::RowExpr>(std::move(expr));
}

inline RowExprPtr field(const Table& table, std::string_view name) {
  dsl::RowExpr expr{.op = RowOp::field, .field = table.field(name)};
  return made(std::move(expr), std::string(name));
}

inline RowExprPtr constant(double number, TypeKind kind = TypeKind::number) {
  dsl::RowExpr expr{.op = RowOp::constant, .type = {.kind = kind}, .number = number};
  return made(std::move(expr), std::to_string(number));
}

inline RowExprPtr constant(std::string_view text) {
  dsl::RowExpr expr{
      .op = RowOp::constant, .type = {.kind = TypeKind::text}, .text = std::string(text)};
  return made(std::move(expr), expr.text);
}

inline RowExprPtr op(RowOp op, std::vector<RowExprPtr> args, std::string_view text = {}) {
  dsl::RowExpr expr{.op = op, .text = std::string(text), .args = std::move(args)};
  return made(std::move(expr), std::string(text));
}

inline RowExprPtr in_set(RowExprPtr arg, std::vector<std::string> texts) {
  std::string own;
  for (const auto& text : texts) own += text + ",";
  dsl::RowExpr expr{.op = RowOp::in_set, .set = std::move(texts), .args = {std::move(arg)}};
  return made(std::move(expr), own);
}

inline RowExprPtr numbers_op(RowOp op, RowExprPtr arg, std::vector<double> numbers) {
  std::string own;
  for (const auto number : numbers) own += std::to_string(number) + ",";
  dsl::RowExpr expr{.op = op, .numbers = std::move(numbers), .args = {std::move(arg)}};
  return made(std::move(expr), own);
}

inline void collect_fields(const dsl::RowExpr& expr, std::set<std::size_t>& fields) {
  if (expr.op == RowOp::field) fields.insert(expr.field);
  for (const auto& arg : expr.args) collect_fields(*arg, fields);
}

inline const dsl::MeasureDef& measure(std::string_view name) {
  const auto all = evaluators::measures();
  const auto found = std::ranges::find(all, name, &dsl::MeasureDef::name);
  if (found == all.end()) throw std::invalid_argument("no such measure: " + std::string(name));
  return **found;
}

// Prediction, label and score are the fields of the table with that role.
inline dsl::AggregateCall call(std::string_view name, const Table& table,
                               std::vector<RowExprPtr> args = {}, RowExprPtr where = nullptr,
                               std::string positive = "true") {
  dsl::AggregateCall made;
  made.def = &measure(name);
  made.args = std::move(args);
  made.where = std::move(where);
  std::set<std::size_t> reads;
  for (const auto& arg : made.args) collect_fields(*arg, reads);
  if (made.where) collect_fields(*made.where, reads);
  const auto role = [&](bool needed, Role wanted, std::optional<std::size_t>& slot) {
    for (std::size_t i = 0; needed && i < table.schema.fields.size() && !slot; ++i)
      if (table.schema.fields[i].role == wanted) slot = i;
    if (slot) reads.insert(*slot);
  };
  role(made.def->needs.prediction, Role::prediction, made.prediction);
  role(made.def->needs.label, Role::label, made.label);
  role(made.def->needs.score, Role::score, made.score);
  if (made.def->needs.positive) made.positive = std::move(positive);
  made.reads.assign(reads.begin(), reads.end());
  made.canonical = std::string(name);
  return made;
}

// estimated(M) or estimation_gap(M): by these buckets, or from the score of the positive value.
inline dsl::AggregateCall estimate(std::string_view name, std::string_view of, const Table& table,
                                   std::vector<RowExprPtr> buckets = {},
                                   const std::string& positive = "true") {
  auto inner = std::make_shared<dsl::InnerMeasure>();
  inner->aggregates.push_back(call(of, table, {}, nullptr, positive));
  const auto& one = inner->aggregates.front();
  dsl::AggregateCall made = call(name, table);
  made.prediction = one.prediction;
  if (made.def->needs.label) made.label = one.label;
  for (std::size_t i = 0; i < table.schema.fields.size(); ++i)
    if (table.schema.fields[i].role == Role::score && buckets.empty())
      made.scores.push_back({positive, i});
  if (!buckets.empty()) made.options = {{.name = "buckets", .values = std::move(buckets)}};
  made.inner = std::move(inner);
  return made;
}

}  // namespace tocsin::test
