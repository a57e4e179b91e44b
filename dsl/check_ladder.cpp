// The rungs of a monitor: triggers, holds and `until` in the units of the measure.
#include "dsl/certainty.hpp"
#include "dsl/ladder.hpp"
#include "dsl/limits.hpp"
#include "dsl/literal.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

using Kind = Condition::Kind;
using TriggerKind = ast::Trigger::Kind;

// A parameter of a template as the value that it stands for.
std::string value_text(const MonitorJob& job, const ast::Expr& expr, double value) {
  if (!mentions_parameter(job.scope_at(expr.span), expr))
    return on_one_line(job.c.sources, expr.span);
  return show(job.measured.value->type, value);
}

std::string condition_text(const MonitorJob& job, const ast::Trigger& trigger,
                           const Condition& read) {
  const auto range = [&] {
    return value_text(job, *trigger.value->children[0], read.low) + ".." +
           value_text(job, *trigger.value->children[1], read.high);
  };
  switch (trigger.kind) {
    case TriggerKind::is_true: return "true";
    case TriggerKind::is_false: return "false";
    case TriggerKind::outside: return "outside " + range();
    case TriggerKind::inside: return "inside " + range();
    case TriggerKind::compare: break;
  }
  return trigger.op + " " + value_text(job, *trigger.value, read.low);
}

// Yes/no measures take `true` and `false`, all others do not.
bool fits_measure(MonitorJob& job, const ast::Trigger& trigger) {
  if (!job.measured.value) return true;
  const auto& type = job.measured.value->type;
  const bool yes_no = trigger.kind == TriggerKind::is_true || trigger.kind == TriggerKind::is_false;
  if (yes_no == type.is(TypeKind::boolean) || type.is(TypeKind::none)) return true;
  auto& d = job.c.diagnostics.error(
      "T2112", trigger.span,
      yes_no ? fmt::format("`when {}` expects a yes/no value, found {}",
                           trigger.kind == TriggerKind::is_true ? "true" : "false", describe(type))
             : "`when` expects `true` or `false` of a yes/no value");
  d.related.push_back({job.measured.span, "this is " + describe(type)});
  return false;
}

// Distances that are measured, but whose test is not run yet.
void postpone_untested(MonitorJob& job, Span span) {
  for (const auto& call : job.plan.aggregates) {
    const auto& def = *call.def;
    if (def.evaluated && def.certainty != Certainty::interval && !def.gives_evidence)
      postpone(job.c, span, fmt::format("`with confidence` of `{}`", def.name));
  }
}

// `with P% confidence`. T2122, T2123.
bool read_confidence(MonitorJob& job, const std::pair<double, Span>& written,
                     Condition& condition) {
  const auto [percent, span] = written;
  if (percent <= 50 || percent >= 100) {
    job.c.diagnostics.error(
        "T2123", span,
        fmt::format("a confidence lies between 50% and 100%, found {}%", show_number(percent)));
    return false;
  }
  condition.confidence = hundredths(percent);
  if (!job.measured.value || is_certain(job.plan)) {
    postpone_untested(job, span);
    return true;
  }
  std::vector<std::string_view> known;
  for (const auto* def : job.c.catalogue.measures)
    if (def->certainty != Certainty::unknown) known.push_back(def->name);
  auto& d = job.c.diagnostics.error(
      "T2122", span,
      fmt::format("`with confidence` needs a measure whose sampling error is known; `{}` is none",
                  job.measured.text));
  d.notes.push_back("known of: " + listed(known));
  d.notes.push_back("and of differences and ratios of two of them over separate rows");
  return false;
}

std::optional<Condition> read_trigger(MonitorJob& job, const ast::Trigger& trigger) {
  if (!fits_measure(job, trigger)) return std::nullopt;
  Condition condition;
  if (trigger.confidence && !read_confidence(job, *trigger.confidence, condition))
    return std::nullopt;
  if (trigger.kind == TriggerKind::is_true || trigger.kind == TriggerKind::is_false) {
    condition.kind = trigger.kind == TriggerKind::is_true ? Kind::is_true : Kind::is_false;
    condition.text = condition_text(job, trigger, condition);
    return condition;
  }
  if (trigger.kind == TriggerKind::compare) {
    const auto limit =
        threshold(job.c, job.scope_at(trigger.span), *trigger.value, job.measured, trigger.op);
    if (!limit) return std::nullopt;
    condition.kind = condition_kind(trigger.op);
    condition.low = *limit;
    condition.text = condition_text(job, trigger, condition);
    return condition;
  }
  const auto range =
      threshold_range(job.c, job.scope_at(trigger.span), *trigger.value, job.measured);
  if (!range) return std::nullopt;
  condition.kind = trigger.kind == TriggerKind::outside ? Kind::outside : Kind::inside;
  condition.low = range->first;
  condition.high = range->second;
  condition.text = condition_text(job, trigger, condition);
  return condition;
}

void read_hold(MonitorJob& job, const ast::Ladder& ast, RungPlan& plan) {
  if (ast.hold) {
    plan.hold = ast.hold->value;
    if (plan.hold.count() <= 0)
      job.c.diagnostics.error("T3113", ast.hold->span, "`for` must be longer than zero");
  }
  if (!ast.of) return;
  const auto [n, m] = *ast.of;
  plan.of_n = static_cast<std::uint32_t>(n);
  plan.of_m = static_cast<std::uint32_t>(m);
  if (n > m)
    job.c.diagnostics.error("T3112", ast.hold_span,
                            fmt::format("`for {} of {}` needs {} <= {}", n, m, n, m));
  else if (n <= 0)
    job.c.diagnostics.error("T3113", ast.hold_span,
                            fmt::format("`for {} of {}` needs at least 1 of {}", n, m, m));
  else
    is_within(job.c, ast.hold_span, fmt::format("for {} of {}", n, m), m, kMostSamples);
}

void read_until(MonitorJob& job, const ast::Ladder& ast, Rung& rung) {
  rung.until_readable = true;
  if (!ast.until) return;
  if (const auto& hold = ast.until->hold) {
    rung.plan.clear_hold = hold->value;
    if (hold->value.count() <= 0)
      job.c.diagnostics.error("T3113", hold->span, "`for` must be longer than zero");
  }
  if (!ast.until->trigger) return;
  rung.plan.until_clear = false;
  const auto until = read_trigger(job, *ast.until->trigger);
  if (until) rung.plan.until = *until;
  rung.until_readable = until.has_value();
}

std::optional<Rung> read_rung(MonitorJob& job, const ast::Ladder& ast) {
  const auto severity = severity_of(job, ast.severity);
  if (!severity) return std::nullopt;
  Rung rung;
  rung.ast = &ast;
  rung.plan.severity = *severity;
  rung.plan.span = ast.span;
  if (const auto trigger = read_trigger(job, ast.trigger)) {
    rung.plan.trigger = *trigger;
    rung.readable = job.measured.value != nullptr;
  }
  read_hold(job, ast, rung.plan);
  read_until(job, ast, rung);
  return rung;
}

}  // namespace

void check_ladder(MonitorJob& job) {
  job.source.complete = !job.damaged && !job.body.rungs.empty();
  std::vector<Rung> rungs;
  for (const auto* ast : job.body.rungs)
    if (auto rung = read_rung(job, *ast))
      rungs.push_back(std::move(*rung));
    else
      job.source.complete = false;
  if (job.body.rungs.empty() && !job.damaged)
    job.c.diagnostics.error("T3107", job.head, "a monitor without a `when` line can never alert");
  std::ranges::stable_sort(rungs, {}, [](const Rung& r) { return r.plan.severity; });
  for (const auto& rung : rungs) check_rung(job, rung);
  check_order(job, rungs);
  lint_rungs(job, rungs);
  for (auto& rung : rungs) {
    job.source.rungs.push_back(rung.ast);
    job.plan.rungs.push_back(std::move(rung.plan));
  }
}

}  // namespace tocsin::dsl
