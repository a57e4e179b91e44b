#include "engine/judged_rows.hpp"

#include "evaluators/bit_slice.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

// What is missing is itself counted: count, rate, malformed, nulls. A condition may be unknown.
bool judges_all(const dsl::AggregateCall& call) {
  const auto& params = call.def->params;
  const bool asks = !params.empty() && params[0].kind == dsl::ParamKind::condition;
  return call.def->never_empty || (call.def->counts_missing && !asks);
}

const Bits& known_in(evaluators::Block& block, const dsl::RowExpr& expr) {
  return expr.type.kind == dsl::TypeKind::boolean ? block.condition(expr).valid
                                                  : block.values(expr).valid;
}

// `list:`, `rank:` and `gain:` of ndcg, and not the expressions that rows are only sorted by.
bool names_fields(const dsl::AggregateCall& call, const dsl::CallOption& option) {
  return std::ranges::any_of(call.def->options, [&](const dsl::OptionDef& known) {
    return known.name == option.name && known.kind == dsl::OptionKind::field;
  });
}

}  // namespace

std::optional<Bits> judged_rows(evaluators::Block& block, const dsl::AggregateCall& call) {
  if (judges_all(call)) return std::nullopt;
  std::optional<Bits> judged;
  const auto need = [&](const Bits& known) {
    if (known.count() == block.rows()) return;
    if (!judged) judged.emplace(block.rows(), true);
    *judged &= known;
  };
  for (const auto& arg : call.args)
    if (arg->op != dsl::RowOp::constant) need(known_in(block, *arg));
  const auto need_field = [&](std::size_t field) {
    need(evaluators::slice(block.batch().columns[field].valid, block.begin(), block.rows()));
  };
  for (const auto& option : call.options)
    if (names_fields(call, option))
      for (const auto& field : option.values) need(known_in(block, *field));
  for (const auto& field : {call.prediction, call.label, call.score})
    if (field) need_field(*field);
  for (const auto& score : call.scores) need_field(score.field);
  return judged;
}

}  // namespace tocsin::engine
