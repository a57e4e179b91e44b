#include "engine/inner_plan.hpp"

#include "dsl/past.hpp"
#include "dsl/saturate.hpp"
#include "dsl/window_build.hpp"
#include "evaluators/past.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::engine {
namespace {

OwnPlan plan_of(const dsl::MonitorPlan& monitor, dsl::InnerMeasure inner) {
  auto plan = std::make_unique<dsl::MonitorPlan>(monitor);
  plan->aggregates = std::move(inner.aggregates);
  plan->measure = std::move(inner.value);
  return plan;
}

// The same expression over the aggregates that stand `by` places further on.
dsl::WindowExprPtr moved(const dsl::WindowExpr& expr, std::size_t by) {
  auto copy = std::make_shared<dsl::WindowExpr>(expr);
  copy->aggregate += by;
  for (auto& arg : copy->args) arg = moved(*arg, by);
  return copy;
}

Duration reach_before(const std::vector<dsl::AggregateCall>& calls, const dsl::WindowPlan& window) {
  Duration before{0};
  for (const auto& call : calls) {
    Duration own = call.ago;
    if (call.over > Duration{0}) own += call.over - window.length;
    if (call.inner) own = reach_before(dsl::pushed_inside(call).aggregates, window);
    before = std::max(before, own);
  }
  return before;
}

}  // namespace

bool is_derived(const dsl::AggregateCall& call) {
  return evaluators::past_measure(call.def->name) != nullptr || call.def->name == "change" ||
         call.def->name == "drifted" || call.def->name == "spread";
}

bool is_derived(const dsl::MonitorPlan& monitor) {
  return std::ranges::any_of(monitor.aggregates, [](const auto& call) { return is_derived(call); });
}

OwnPlan plan_of_call(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call) {
  return plan_of(monitor, {{call}, dsl::make_window_aggregate(monitor.measure->type, 0)});
}

OwnPlan plan_of_inner(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call) {
  return plan_of(monitor, dsl::pushed_inside(call));
}

// M / M(ago: D) - 1 would be the same but for its last digits, and the interval of a difference of
// measures over separate rows is known as well as that of a ratio.
OwnPlan plan_of_change(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call) {
  auto inner = dsl::pushed_inside(call);
  const std::size_t count = inner.aggregates.size();
  const Duration ago = dsl::nanoseconds(call.args.back()->number);
  for (std::size_t i = 0; i < count; ++i) {
    auto then = inner.aggregates[i];
    then.ago += ago;
    inner.aggregates.push_back(std::move(then));
  }
  const auto& type = inner.value->type;
  const auto then = moved(*inner.value, count);
  const auto apart = dsl::make_window_op(dsl::WindowOp::subtract, type, {inner.value, then});
  inner.value = dsl::make_window_op(dsl::WindowOp::divide, type, {apart, then});
  return plan_of(monitor, std::move(inner));
}

OwnPlan plan_without_needs(const dsl::MonitorPlan& monitor) {
  auto plan = std::make_unique<dsl::MonitorPlan>(monitor);
  plan->needs = {};
  return plan;
}

Duration reach_before(const dsl::MonitorPlan& monitor) {
  return reach_before(monitor.aggregates, monitor.window);
}

}  // namespace tocsin::engine
