// `needs`, and what happens when there is nothing to judge.
#include "dsl/check_monitor.hpp"
#include "dsl/limits.hpp"
#include "dsl/literal.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tocsin::dsl {
namespace {

constexpr Duration kPatience = 30min;  // of the default `no data`

std::string need_text(const ast::Need& need) {
  switch (need.what) {
    case ast::Need::What::labels: return fmt::format("{} labels", whole(need.amount));
    case ast::Need::What::positives: return fmt::format("{} positives", whole(need.amount));
    case ast::Need::What::labelled: return fmt::format("{}% labelled", need.amount);
    default: return fmt::format("{} events", whole(need.amount));
  }
}

// `positives` counts the labels with the positive value, so that value must be known.
bool has_positive(const MonitorJob& job) {
  return std::ranges::any_of(job.plan.aggregates,
                             [](const auto& call) { return !call.positive.empty(); });
}

// A chunk of a hundred events never holds five hundred.
bool fits_chunk(MonitorJob& job, const ast::Need& need) {
  const auto& window = job.plan.window;
  const bool is_counted =
      window.kind == WindowKind::events || window.kind == WindowKind::each_events;
  if (!is_counted || window.count == 0 || need.what == ast::Need::What::labelled ||
      whole(need.amount) <= window.count)
    return true;
  job.c.diagnostics.error("T3104", need.span,
                          fmt::format("`{}` can never be met: the window holds {} events",
                                      need_text(need), window.count));
  return false;
}

// Nothing is asked for; over what the watch block or a template asks for, that says something.
bool asks_for_something(MonitorJob& job, const ast::Need& need) {
  if (need.amount > 0 || job.defaults.needs || job.instance) return true;
  job.c.diagnostics.error("T3113", need.span,
                          fmt::format("`{}` asks for nothing", need_text(need)));
  return false;
}

bool is_possible(MonitorJob& job, const ast::Need& need) {
  auto& diagnostics = job.c.diagnostics;
  const bool is_count = need.what != ast::Need::What::labelled;
  const auto written = on_one_line(job.c.sources, need.span);
  if (is_count && !is_within(job.c, need.span, written, need.amount, kMostNeeded)) return false;
  if (need.what == ast::Need::What::events || !job.measured.value) return true;
  if (!job.plan.label_measure) {
    diagnostics.error(
        "T4121", need.span,
        fmt::format("`{}` on `{}`, which reads no label", need_text(need), job.measured.text));
    return false;
  }
  if (need.what == ast::Need::What::positives && !has_positive(job) && !job.model().damaged) {
    diagnostics.error(
        "T4109", need.span,
        fmt::format("`positive \"...\"` is missing on the prediction of `{}`; `{}` needs it",
                    job.schema().model, need_text(need)));
    return false;
  }
  if (need.what != ast::Need::What::labelled) return true;
  if (need.amount > 100) {
    diagnostics.error(
        "T2105", need.span,
        fmt::format("a share cannot be {}%; it lies between 0% and 100%", need.amount));
    return false;
  }
  if (job.plan.window.labels != LabelMode::on_arrival) return true;
  diagnostics.error(
      "T4112", need.span,
      fmt::format("`{}% labelled` together with `on arrival` is always 100%", need.amount));
  return false;
}

void set_need(MonitorJob& job, const ast::Need& need) {
  auto& plan = job.plan.needs;
  const auto count = whole(need.amount);
  switch (need.what) {
    case ast::Need::What::events: plan.events = count; break;
    case ast::Need::What::labels: plan.labels = count; break;
    case ast::Need::What::positives: plan.positives = count; break;
    case ast::Need::What::labelled: plan.labelled = hundredths(need.amount); break;
  }
}

void set_gap(MonitorJob& job, const ast::Gap& gap, GapPlan& plan) {
  plan.written = true;
  if (gap.policy.text == "keep")
    plan.policy = GapPolicy::keep;
  else if (gap.policy.text == "ok")
    plan.policy = GapPolicy::ok;
  else if (const auto severity = severity_of(job, gap.policy, {"keep", "ok"})) {
    plan.policy = GapPolicy::alert;
    plan.severity = *severity;
  }
  if (!gap.after) return;
  plan.after = gap.after->value;
  if (plan.after.count() <= 0)
    job.c.diagnostics.error("T3113", gap.after->span, "`after` must be longer than zero");
}

}  // namespace

void check_needs(MonitorJob& job) {
  const auto* needs = job.body.needs ? job.body.needs : job.defaults.needs;
  if (!needs) return;
  // A default of the watch block speaks to the monitors that it fits.
  const bool inherited = !job.body.needs;
  std::map<ast::Need::What, Span> seen;
  for (const auto& need : needs->needs) {
    const auto [first, added] = seen.emplace(need.what, need.span);
    if (!added) {
      twice(job.c, need_text(need), need.span, first->second, "clause");
      continue;
    }
    const bool about_labels = need.what != ast::Need::What::events;
    if (inherited && about_labels && !job.plan.label_measure) continue;
    if (is_possible(job, need) && asks_for_something(job, need) &&
        (inherited || fits_chunk(job, need)))
      set_need(job, need);
  }
}

// Between two batches nothing is missing. What a default says is not meant for them.
void drop_no_data(MonitorJob& job) {
  if (job.body.no_data && job.plan.no_data.policy != GapPolicy::keep)
    job.c.diagnostics.lint("L025", job.body.no_data->span,
                           "`no data` never acts beside `over each batch`: that no batch comes is "
                           "watched by `silence`");
  job.plan.no_data = {.written = true};
}

void check_gaps(MonitorJob& job) {
  const auto kind = job.plan.kind;
  auto& no_data = job.plan.no_data;
  if (kind == MonitorKind::fear || kind == MonitorKind::service) {
    no_data.policy = GapPolicy::alert;
    no_data.severity = job.c.plan.severities.default_rank;
    no_data.after = kPatience;
  }
  const auto* empty = job.body.no_data ? job.body.no_data : job.defaults.no_data;
  const auto* few = job.body.too_few ? job.body.too_few : job.defaults.too_few;
  if (empty) {
    no_data = {};
    set_gap(job, *empty, no_data);
  }
  if (few) set_gap(job, *few, job.plan.too_few);
  if (job.plan.window.kind == WindowKind::each_batch) drop_no_data(job);
}

}  // namespace tocsin::dsl
