// What an estimate is made from: scores or buckets of the window, scores and labels of a reference.
#pragma once

#include "dsl/roles.hpp"

namespace tocsin::dsl {

// Fills prediction, scores, filter and (of a gap) label from the measure inside. False after T2112,
// T4102, T4109 or T4115.
bool settle_estimate(Checking& c, const ModelSource& model, AggregateCall& call,
                     const ast::Expr& expr);

// Whether its reference has what the estimate is made from. T4104, T4114.
bool can_estimate(Checking& c, const ModelSource& model, const AggregateCall& call,
                  const ast::Expr& expr);

// An estimate by buckets also takes the rows whose label is known, as they are. `call` is complete.
void add_realised_part(AggregateCall& call);

}  // namespace tocsin::dsl
