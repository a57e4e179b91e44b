#include "dsl/first_verdict.hpp"

#include "dsl/past.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

void add(FirstVerdict& verdict, std::string_view what, Duration part) {
  if (part.count() <= 0) return;
  verdict.after = saturated_sum(verdict.after, part);
  verdict.sum +=
      fmt::format("{}{} {}", verdict.sum.empty() ? "" : ", ", what, format_duration(part));
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
    past = std::max(
        {past, past_of(call, monitor.window), reference_of(call, model, monitor.window.length)});
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
