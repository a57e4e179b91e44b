// Measures that another system answers: `promql "..." as number`.
#include "dsl/check_monitor.hpp"
#include "dsl/type_rules.hpp"
#include "dsl/window_build.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tocsin::dsl {
namespace {

// What the events of a model would answer, were they asked.
constexpr auto kOwnWords = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"histogram_quantile(", "p95(...)"},
    {"avg(", "mean(...)"},
    {"avg_over_time(", "mean(...)"},
    {"quantile_over_time(", "quantile(...)"},
    {"percentile_cont(", "quantile(...)"},
    {"count(*)", "count"},
    {"_requests_total", "rate"},
    {"_calls_total", "rate"},
    {"_predictions_total", "rate"},
    {"_events_total", "rate"},
});

void lint_builtin(MonitorJob& job, const ast::Measure& measure) {
  std::string query = measure.raw->query.value;
  for (auto& ch : query)
    if (ch >= 'A' && ch <= 'Z') ch = static_cast<char>(ch - 'A' + 'a');
  for (const auto& [word, builtin] : kOwnWords) {
    if (query.find(word) == std::string::npos) continue;
    job.c.diagnostics.lint("L015", measure.raw->query.span,
                           fmt::format("raw query where `{}` would do", builtin));
    return;
  }
}

void takes_none(MonitorJob& job, Span span, std::string_view clause) {
  job.c.diagnostics.error(
      "T2113", span, fmt::format("a raw query takes no `{}`; write it into the query", clause));
}

}  // namespace

void read_raw(MonitorJob& job, const ast::Measure& measure) {
  if (measure.where) return takes_none(job, measure.where->span, "where");
  if (measure.against) return takes_none(job, measure.against->span, "against");
  const auto& raw = *measure.raw;
  if (raw.type.word.empty()) {
    job.c.diagnostics.error("T2118", raw.language.span,
                            "a raw query needs a result type: add `as number`");
    return;
  }
  Field field;
  field.name = raw.language.text;
  const auto type = as_value(read_type(job.c, job.model(), raw.type, field));
  if (type.is(TypeKind::none)) return;
  if (!is_numeric(type) && !type.is(TypeKind::boolean)) {
    job.c.diagnostics.error(
        "T2114", raw.type.span,
        fmt::format("the measure is {}; a monitor needs a share, number, ratio, duration, rate or "
                    "yes/no value",
                    describe(type)));
    return;
  }
  const bool is_whole = raw.type.word == "int";
  job.plan.raw = RawQuery{raw.language.text, raw.query.value, field.duration_unit, is_whole};
  job.measured = {make_window_raw(type), raw.language.span, raw.language.text};
  job.measured.whole_number = is_whole;
  if (type.is(TypeKind::share)) job.measured.bounds = {0, 1};
  lint_builtin(job, measure);
  postpone_outside_tests(job.c, raw.language.span, fmt::format("`{}`", raw.language.text));
}

void check_raw_clauses(MonitorJob& job) {
  if (!job.plan.raw) return;
  const auto kind = job.plan.window.kind;
  if (kind != WindowKind::sliding && kind != WindowKind::each && kind != WindowKind::each_calendar)
    job.c.diagnostics.error("T2112", job.measured.span,
                            "a raw query is asked over a time, not over events or batches");
  if (job.body.needs)
    job.c.diagnostics.error("T2112", job.body.needs->span,
                            "`needs` counts events, and the answer of a raw query brings none");
  if (job.plan.by.top > 0)
    job.c.diagnostics.error("T2112", job.body.by->top->second,
                            "`top` ranks by events, and the answer of a raw query brings none");
}

}  // namespace tocsin::dsl
