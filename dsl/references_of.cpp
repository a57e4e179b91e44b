#include "dsl/references_of.hpp"

#include <algorithm>

namespace tocsin::dsl {
namespace {

using Found = std::set<std::size_t>;

bool is_asking(RowOp op) {
  return op == RowOp::in_reference_range || op == RowOp::in_reference_values;
}

void add(const RowExprPtr& expr, Found& found) {
  if (!expr) return;
  if (is_asking(expr->op)) found.insert(expr->reference);
  for (const auto& arg : expr->args) add(arg, found);
}

void add(const AggregateCall& call, Found& found) {
  for (const auto& reference : {call.reference, call.on})
    if (reference) found.insert(*reference);
  for (const auto& arg : call.args) add(arg, found);
  add(call.where, found);
  for (const auto& option : call.options)
    for (const auto& value : option.values) add(value, found);
  if (call.inner)
    for (const auto& inner : call.inner->aggregates) add(inner, found);
}

}  // namespace

std::set<std::size_t> references_of(const AggregateCall& call) {
  Found found;
  add(call, found);
  return found;
}

bool asks_reference(const RowExpr& expr) {
  return is_asking(expr.op) ||
         std::ranges::any_of(expr.args, [](const auto& arg) { return asks_reference(*arg); });
}

}  // namespace tocsin::dsl
