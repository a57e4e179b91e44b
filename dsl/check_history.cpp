// Measures that look back: how much of the past they need, and whether it is enough.
#include "dsl/check_monitor.hpp"
#include "dsl/past.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

constexpr std::int64_t kFewestReadings = 8;  // of a spread
constexpr std::int64_t kFewestPoints = 4;    // of a line
constexpr std::int64_t kFewestSeasons = 3;

void too_short(MonitorJob& job, Span span, Duration past, std::int64_t readings,
               std::int64_t fewest) {
  job.c.diagnostics.error(
      "T3118", span,
      fmt::format("`past {}` holds only {} readings of this window; at least {} are needed",
                  format_duration(past), readings, fewest));
}

void check_season(MonitorJob& job, const CallOption& past, const CallOption& season) {
  const auto length = nanoseconds(season.number);
  const auto window = job.plan.window.length;
  if (length > window && nanoseconds(past.number) / length >= kFewestSeasons) return;
  job.c.diagnostics.error(
      "T3119", season.span,
      fmt::format("`season {}` must be longer than the window {} and fit into `past {}` at least "
                  "{} times",
                  format_duration(length), format_duration(window),
                  format_duration(nanoseconds(past.number)), kFewestSeasons));
}

// The readings of the past do not share a row, so each takes a window.
void check_past(MonitorJob& job, const AggregateCall& call) {
  if (!call.inner || job.plan.window.length.count() <= 0) return;
  const auto window = reading_step(call, job.plan.window);
  if (const auto* past = option_of(call, "past")) {
    const auto* season = option_of(call, "season");
    const auto readings = nanoseconds(past->number) / window;
    if (season)
      check_season(job, *past, *season);
    else if (readings < kFewestReadings)
      too_short(job, past->span, nanoseconds(past->number), readings, kFewestReadings);
  }
  if (call.def->name != "trend") return;
  const auto past = nanoseconds(call.args.back()->number);
  if (past / window + 1 < kFewestPoints)
    too_short(job, job.measured.span, past, past / window + 1, kFewestPoints);
}

// How far before its window a call looks.
Duration reach_of(const AggregateCall& call) {
  Duration reach = call.ago;
  for (const auto& option : call.options)
    if (option.name == "past") reach = saturated_sum(reach, nanoseconds(option.number));
  for (const auto& arg : call.args)
    if (call.inner && arg->type.is(TypeKind::duration))
      reach = saturated_sum(reach, nanoseconds(arg->number));
  Duration inner{0};
  if (call.inner)
    for (const auto& one : call.inner->aggregates) inner = std::max(inner, reach_of(one));
  return saturated_sum(reach, inner);
}

// How far before the window a rolling reference begins.
Duration reach_of(const ReferencePlan& reference, const AggregateCall& call, Duration window) {
  if (reference.rolling.count() <= 0) return Duration{0};
  if (reference.ago.count() <= 0) return saturated_sum(call.ago, reference.rolling);
  return std::max(Duration{0}, saturated_sum(reference.ago, reference.rolling) - window);
}

}  // namespace

Duration history_of(const MonitorPlan& monitor, const ModelPlan& model) {
  Duration reach{0}, longest = monitor.window.length;
  for (const auto& call : monitor.aggregates) {
    for (const auto& number : {call.reference, call.on})
      if (number) reach = std::max(reach, reach_of(model.references[*number], call, longest));
    reach = std::max(reach, reach_of(call));
    longest = std::max(longest, call.over);
  }
  const bool matured = monitor.window.labels == LabelMode::matured;
  auto needed = saturated_sum(saturated_sum(longest, reach), model.lateness);
  return matured ? saturated_sum(needed, model.schema.horizon) : needed;
}

void check_history(MonitorJob& job) {
  if (!job.measured.value) return;
  for (const auto& call : job.plan.aggregates) check_past(job, call);
  const auto needed = history_of(job.plan, job.c.plan.models[job.plan.model]);
  const auto kept = job.c.options.retention;
  if (needed <= kept) return;
  job.c.diagnostics.error(
      "T3111", job.measured.span,
      fmt::format("window, shift and label maturity need {} of history; the engine keeps {}",
                  format_duration(needed), format_duration(kept)));
}

}  // namespace tocsin::dsl
