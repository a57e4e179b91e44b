#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

// `x in [value, ...]`, asked of a block like any condition.
dsl::RowExprPtr is_one_of(const dsl::AggregateCall& call) {
  dsl::RowExpr expr{.op = dsl::RowOp::in_set, .type = {.kind = dsl::TypeKind::boolean}};
  expr.args = {call.args[0]};
  expr.canonical = "(special " + call.args[0]->canonical;
  for (const auto& value : std::span(call.args).subspan(1)) {
    const bool is_text =
        value->type.is(dsl::TypeKind::text) || value->type.is(dsl::TypeKind::category);
    if (is_text)
      expr.set.push_back(value->text);
    else
      expr.numbers.push_back(value->number);
    expr.canonical += " " + value->canonical;
  }
  expr.canonical += ")";
  return std::make_shared<const dsl::RowExpr>(std::move(expr));
}

struct Special {
  dsl::RowExprPtr condition;

  Tally count(Block& block, Rows rows) const {
    const RowValues& values = block.condition(*condition);
    return {.hits = count_set(values.truth, rows), .judged = count_set(values.valid, rows)};
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return ratio_of(Special{is_one_of(call)});
}

}  // namespace

const dsl::MeasureDef& special() {
  static const dsl::MeasureDef def{
      .name = "special",
      .summary = "Share of the events in which a field has one of these values.",
      .params = {{"x", dsl::ParamKind::any_value}, {"value", dsl::ParamKind::constant, true, true}},
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .low = 0,
      .high = 1,
      .formula = "events in which x is one of the values / events with x",
      .dialect = "Compared exactly; missing values are left out; 95% interval: Wilson.",
      .cost = dsl::Cost::counts,
      .push_down = "count(*) filter (where x in (value, ...)), count(x)",
      .phrase = "the share of events in which {x} is {value}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
