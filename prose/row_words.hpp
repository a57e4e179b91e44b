// What a condition or a value of one event is called in a sentence.
#pragma once

#include "dsl/plan.hpp"

#include <string>

namespace tocsin::prose {

// A clause: `arm is "shadow"`, `income is present and income is below 50000EUR`.
std::string clause(const dsl::RowExpr& expr, const dsl::ModelPlan& model);

// A thing: `latency`, `debt / income`, `the hour of at`.
std::string thing(const dsl::RowExpr& expr, const dsl::ModelPlan& model);

}  // namespace tocsin::prose
