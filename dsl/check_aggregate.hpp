// One aggregate of a measure: its arguments, filter, roles and reference.
#pragma once

#include "dsl/check_row.hpp"

namespace tocsin::dsl {

// What the measure clause around an aggregate gives it.
struct MeasureContext {
  Scope scope;
  RowExprPtr where;                  // of the clause; null: all events
  std::optional<ast::Path> against;  // of the clause
};

struct Aggregate {
  AggregateCall call;
  Type type;  // of its result
};

// `expr` is a call or the bare name of a measure of the catalogue. Nothing after a diagnostic.
std::optional<Aggregate> check_aggregate(Checking& c, const MeasureContext& context,
                                         const ast::Expr& expr);

// share(condition), which is what a contract measures of a condition on a row.
std::optional<Aggregate> share_of(Checking& c, const MeasureContext& context, RowExprPtr condition,
                                  const ast::Expr& written);

// The smallest and largest value that a measure can have; infinite where nothing is known.
struct Bounds {
  double low = -kInfinity;
  double high = kInfinity;
};
Bounds bounds_of(const AggregateCall& call, const ModelPlan& model, const Type& type);

// The same text for the same meaning: fields by name, filters and roles included.
std::string canonical(const AggregateCall& call, const ModelPlan& model);

// `types` of the model's fields; `inner` of the measure inside, if there is one.
Type result_type(const AggregateCall& call, const std::vector<Type>& types, const Type& inner);

}  // namespace tocsin::dsl
