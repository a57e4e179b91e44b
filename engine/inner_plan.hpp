// Monitors inside of a monitor: what `zscore(mean(fare), past: 28d)` looks at is a measure of its
// own, with the same window, segments, needs and levels.
#pragma once

#include "dsl/plan.hpp"

#include <memory>

namespace tocsin::engine {

using OwnPlan = std::unique_ptr<const dsl::MonitorPlan>;

// What it measures is put together from measures of their own, not from rows.
bool is_derived(const dsl::AggregateCall& call);
bool is_derived(const dsl::MonitorPlan& monitor);

// One of its calls alone.
OwnPlan plan_of_call(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call);
// The measure inside of a call.
OwnPlan plan_of_inner(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call);
// (M - M(ago: D)) / M(ago: D) of change(M, D).
OwnPlan plan_of_change(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call);
// How far before the monitor's own window its calls look, beside readings that they keep.
Duration reach_before(const dsl::MonitorPlan& monitor);
// Without `needs`: who puts it together has asked for them.
OwnPlan plan_without_needs(const dsl::MonitorPlan& monitor);

}  // namespace tocsin::engine
