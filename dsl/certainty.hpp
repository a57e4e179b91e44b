// Whether the sampling error of a measure is known: LANGUAGE 8.2.
#pragma once

#include "dsl/plan.hpp"

namespace tocsin::dsl {

// A measure with an interval or a test, on its own or scaled by constants; and a difference or a
// ratio of two measures with an interval over separate rows.
bool is_certain(const MonitorPlan& monitor);

// No row can be in the windows of both: another reference, or times that do not overlap.
bool are_separate(const AggregateCall& a, const AggregateCall& b, const WindowPlan& window);

}  // namespace tocsin::dsl
