// Which rows a measure has something to judge of: mean(x) has nothing where x is missing.
#pragma once

#include "base/bits.hpp"
#include "dsl/plan.hpp"
#include "evaluators/block.hpp"

#include <optional>

namespace tocsin::engine {

// Rows of the block in which all is known that the call looks at, whether they count for it or not;
// nothing where that is every row. Agrees with Aggregate::judged().
std::optional<Bits> judged_rows(evaluators::Block& block, const dsl::AggregateCall& call);

}  // namespace tocsin::engine
