// How far sampling may have moved a measure that is put together from aggregates: LANGUAGE 8.2.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/aggregate.hpp"
#include "evaluators/interval.hpp"

#include <span>

namespace tocsin::engine {

// The interval of a measure for which dsl::is_certain() holds, from those of its aggregates, all
// known, and of the same level. Either side adds the squares of what each aggregate contributes:
// the distance from its value to that end of its interval, times the slope of the measure there
// (the delta method; exact for sums, differences and constant factors). No end is known of a
// quotient whose divisor may be zero.
evaluators::Interval spread_of(const dsl::WindowExpr& expr,
                               std::span<const evaluators::Value> aggregates);

}  // namespace tocsin::engine
