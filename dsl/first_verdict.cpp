#include "dsl/first_verdict.hpp"

#include "dsl/past.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

// A rolling reference says something from half of its span on.
Duration reference_of(const AggregateCall& call, const ModelPlan& model, Duration window) {
  if (!call.reference) return Duration{0};
  const auto& reference = model.references[*call.reference];
  const auto half = reference.rolling / 2;
  if (reference.ago.count() == 0) return half;
  return std::max(Duration{0}, saturated_sum(reference.ago, half) - window);
}

}  // namespace

Duration FirstVerdict::after() const {
  Duration all{0};
  for (const auto part : {window, labels, past, lateness}) all = saturated_sum(all, part);
  return all;
}

std::string FirstVerdict::sum() const {
  std::string text;
  const auto add = [&](std::string_view what, Duration part) {
    if (part.count() > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what, format_duration(part));
  };
  add("window", window);
  add("labels", labels);
  add("past", past);
  add("lateness", lateness);
  return text;
}

FirstVerdict first_verdict(const MonitorPlan& monitor, const ModelPlan& model) {
  FirstVerdict verdict{.window = monitor.window.length};
  for (const auto& call : monitor.aggregates) {
    verdict.window = std::max(verdict.window, call.over);
    verdict.past = std::max({verdict.past, past_of(call, monitor.window),
                             reference_of(call, model, monitor.window.length)});
  }
  if (monitor.window.labels == LabelMode::matured) verdict.labels = model.schema.horizon;
  const bool is_shifted = monitor.window.labels != LabelMode::on_arrival && !monitor.raw &&
                          monitor.window.kind != WindowKind::each_batch;
  if (is_shifted) verdict.lateness = model.lateness;
  return verdict;
}

}  // namespace tocsin::dsl
