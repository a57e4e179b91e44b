// Numbers of events: what count and rate have in common.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate.hpp"

#include <limits>
#include <memory>

namespace tocsin::evaluators {

// Counts the rows, or those for which the only argument holds. Known without rows, too. The
// interval is the one of a rate: count has none, because it is what was seen and not an estimate.
std::unique_ptr<Aggregate> make_counting(const dsl::AggregateCall& call,
                                         const ReferenceView* reference);

}  // namespace tocsin::evaluators
