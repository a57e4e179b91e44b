#include "dsl/first_verdict.hpp"

#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

constexpr std::int64_t kFewestReadings = 8;  // of a spread
constexpr std::int64_t kFewestSeasons = 3;   // which give three readings each
constexpr std::int64_t kLineSteps = 3;       // between the four points of a line

void add(FirstVerdict& verdict, std::string_view what, Duration part) {
  if (part.count() <= 0) return;
  verdict.after = saturated_sum(verdict.after, part);
  verdict.sum +=
      fmt::format("{}{} {}", verdict.sum.empty() ? "" : ", ", what, format_duration(part));
}

Duration times(std::int64_t n, Duration step) {
  return nanoseconds(static_cast<double>(n) * static_cast<double>(step.count()));
}

const CallOption* option_of(const AggregateCall& call, std::string_view name) {
  const auto found = std::ranges::find(call.options, name, &CallOption::name);
  return found == call.options.end() ? nullptr : &*found;
}

// How much past a call has to have before its window: less than it looks at, where a part will do.
Duration past_of(const AggregateCall& call, Duration window) {
  Duration past = call.ago;
  if (const auto* whole = option_of(call, "past")) {
    const auto* season = option_of(call, "season");
    const auto least = season ? times(kFewestSeasons, nanoseconds(season->number))
                              : times(kFewestReadings, window);
    past = saturated_sum(past, std::min(nanoseconds(whole->number), least));
  }
  for (const auto& arg : call.args) {
    if (!call.inner || !arg->type.is(TypeKind::duration)) continue;
    const auto whole = nanoseconds(arg->number);
    const bool is_line = call.def->name == "trend";
    past = saturated_sum(past, is_line ? std::min(whole, times(kLineSteps, window)) : whole);
  }
  Duration inner{0};
  if (call.inner)
    for (const auto& one : call.inner->aggregates) inner = std::max(inner, past_of(one, window));
  return saturated_sum(past, inner);
}

// A rolling reference says something from half of its span on.
Duration reference_of(const AggregateCall& call, const ModelPlan& model, Duration window) {
  if (!call.reference) return Duration{0};
  const auto& reference = model.references[*call.reference];
  const auto half = reference.rolling / 2;
  if (reference.ago.count() == 0) return half;
  return std::max(Duration{0}, saturated_sum(reference.ago, half) - window);
}

}  // namespace

FirstVerdict first_verdict(const MonitorPlan& monitor, const ModelPlan& model) {
  Duration window = monitor.window.length, past{0};
  for (const auto& call : monitor.aggregates) {
    window = std::max(window, call.over);
    past = std::max({past, past_of(call, monitor.window.length),
                     reference_of(call, model, monitor.window.length)});
  }
  FirstVerdict verdict;
  add(verdict, "window", window);
  if (monitor.window.labels == LabelMode::matured) add(verdict, "labels", model.schema.horizon);
  add(verdict, "past", past);
  const bool is_shifted = monitor.window.labels != LabelMode::on_arrival && !monitor.raw &&
                          monitor.window.kind != WindowKind::each_batch;
  if (is_shifted) add(verdict, "lateness", model.lateness);
  return verdict;
}

}  // namespace tocsin::dsl
