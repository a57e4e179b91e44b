// One aggregate in a sentence, by the phrase of its definition.
#pragma once

#include "dsl/plan.hpp"

#include <string>

namespace tocsin::prose {

// "the share of events in which status is "error""; its own filter is left out. Named arguments
// that the phrase does not hold follow it: "... (psi) (bins 20)".
std::string aggregate(const dsl::AggregateCall& call, const dsl::ModelPlan& model);

// A reference as a sentence calls it.
std::string reference_name(const dsl::ModelPlan& model, std::size_t reference);

}  // namespace tocsin::prose
