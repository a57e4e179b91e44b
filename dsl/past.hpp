// How far back the measures look that ask for earlier readings of another one.
#pragma once

#include "dsl/plan.hpp"

#include <string_view>

namespace tocsin::dsl {

// A written option of a call; null: none.
const CallOption* option_of(const AggregateCall& call, std::string_view name);

// The distance of two readings of the measure inside a call, of a window of time: the longest of
// its windows, so that none shares an event with another.
Duration reading_step(const AggregateCall& call, const WindowPlan& window);

// How much past a call has to have before its window: less than it looks at, where a part will do.
Duration past_of(const AggregateCall& call, const WindowPlan& window);

// The calls that it stands for are shifted, stretched and filtered as the outer one is.
InnerMeasure pushed_inside(const AggregateCall& call);

}  // namespace tocsin::dsl
