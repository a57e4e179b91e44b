// Measures of what arrives: labels as such have no fields and no window of events. T4102, T4123.
#include "dsl/check_monitor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace tocsin::dsl {
namespace {

constexpr auto kOfLabels =
    std::to_array<std::string_view>({"labels_conflicting", "labels_late", "labels_unmatched"});

bool counts_labels(const AggregateCall& call) {
  return std::ranges::find(kOfLabels, call.def->name) != kOfLabels.end();
}

bool counts_arrivals(const AggregateCall& call) {
  return call.def->name == "late" || (call.def->name == "malformed" && call.fields.empty());
}

bool counts_events(const WindowPlan& window) {
  return window.kind == WindowKind::events || window.kind == WindowKind::each_events ||
         window.kind == WindowKind::each_batch;
}

// Why labels cannot be counted so; empty where they can.
std::string fault_of(const MonitorJob& job, const AggregateCall& call, bool is_segmented) {
  if (call.where) return "has no fields of an event that `where` could ask for";
  if (is_segmented) return "belongs to no segment";
  if (counts_events(job.plan.window))
    return "has no place among the events; it needs a window of time";
  return "";
}

void check_call(MonitorJob& job, const AggregateCall& call, bool is_segmented) {
  auto& diagnostics = job.c.diagnostics;
  const auto refuse = [&](const std::string& why) {
    diagnostics.error("T4123", job.measured.span, fmt::format("`{}` {}", call.def->name, why));
  };
  if (counts_arrivals(call) && call.label_measure)
    refuse(
        "looks at events as they arrive, before their label is known; its `where` cannot ask "
        "for one");
  if (counts_labels(call) && job.schema().label_fields.empty())
    diagnostics.error("T4102", job.measured.span,
                      fmt::format("model `{}` has no label, so `{}` cannot be computed",
                                  job.schema().model, call.def->name));
  else if (counts_labels(call))
    if (const auto fault = fault_of(job, call, is_segmented); !fault.empty())
      refuse("counts labels, and a label that arrives " + fault);
  if (!call.inner) return;
  for (const auto& inner : call.inner->aggregates)
    check_call(job, inner, is_segmented || call.def->name == "spread");
}

}  // namespace

void check_intake(MonitorJob& job) {
  if (job.model().damaged) return;
  for (const auto& call : job.plan.aggregates) check_call(job, call, !job.plan.by.fields.empty());
}

}  // namespace tocsin::dsl
