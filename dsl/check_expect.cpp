// Expectations of tests: whom they speak about, when, and whether they can hold at all.
#include "dsl/check_delivery.hpp"
#include "dsl/check_measure.hpp"
#include "dsl/check_test.hpp"
#include "dsl/clash.hpp"
#include "dsl/monitor_names.hpp"
#include "dsl/packages.hpp"
#include "dsl/type_rules.hpp"
#include "dsl/window_build.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

using From = ast::Outcome::Kind;
using To = ExpectPlan::Kind;

bool is_state(To kind) {
  return kind == To::value || kind == To::is_ok || kind == To::is_pending ||
         kind == To::is_no_data || kind == To::is_too_few || kind == To::severity_at;
}

bool read_monitors(TestJob& job, const ast::Outcome& outcome, ExpectPlan& plan) {
  if (!outcome.monitor) return true;
  auto found = monitors_of(job, *outcome.monitor);
  if (!found) return false;
  plan.monitors = std::move(*found);
  return true;
}

const SegmentField* segment_of(const TestJob& job, const ExpectPlan& plan,
                               const std::string& name) {
  const auto& monitors = plan.monitors.empty() ? job.plan.scope : plan.monitors;
  for (const auto m : monitors) {
    const auto& monitor = job.c.plan.monitors[m];
    for (const auto& segment : monitor.by.fields)
      if (segment.name == name) return &segment;
  }
  return nullptr;
}

// A segment of these may have been refused: then nothing is known to be absent.
bool has_lost_segments(const TestJob& job, const ExpectPlan& plan) {
  const auto& monitors = plan.monitors.empty() ? job.plan.scope : plan.monitors;
  return std::ranges::any_of(monitors, [&](std::size_t m) {
    const auto& source = job.c.monitors[m];
    const auto written = source.by ? source.by->segments.size() : 0;
    return !source.complete || written != job.c.plan.monitors[m].by.fields.size();
  });
}

// One `field = value` of `where`; several are joined by `and`.
bool read_label(TestJob& job, const ast::Expr& expr, ExpectPlan& plan) {
  auto& diagnostics = job.c.diagnostics;
  const bool equals =
      expr.op == ast::Op::compare && expr.text == "=" && expr.children[0]->op == ast::Op::path;
  const auto* value = equals ? expr.children[1].get() : nullptr;
  const bool constant = value && (value->op == ast::Op::text || value->op == ast::Op::boolean ||
                                  value->op == ast::Op::number);
  if (!constant) {
    diagnostics.error("T2112", expr.span,
                      "`where` of an expectation expects `FIELD = VALUE`, joined by `and`");
    return false;
  }
  const auto name = on_one_line(job.c.sources, expr.children[0]->span);
  const auto* segment = segment_of(job, plan, name);
  if (!segment) {
    if (!has_lost_segments(job, plan))
      diagnostics.error(
          "T1212", expr.children[0]->span,
          fmt::format("`{}` is not known in a filter; known: the fields after `by`", name));
    return false;
  }
  const auto text = value->op == ast::Op::text      ? value->text
                    : value->op == ast::Op::boolean ? value->number != 0 ? "true" : "false"
                                                    : show_number(value->number);
  if (!segment->members.empty() && text != "other") {
    Type category = simple(TypeKind::category);
    category.members = std::make_shared<const std::vector<std::string>>(segment->members);
    if (!is_member(job.c, category, text, value->span, fmt::format("`{}`", name))) return false;
  }
  plan.where.emplace_back(name, text);
  return true;
}

}  // namespace

bool read_segments(TestJob& job, const ast::Expr& expr, ExpectPlan& plan) {
  if (expr.op != ast::Op::and_) return read_label(job, expr, plan);
  return std::ranges::all_of(expr.children,
                             [&](const auto& child) { return read_segments(job, *child, plan); });
}

std::optional<std::vector<std::size_t>> monitors_of(TestJob& job, const ast::Path& path) {
  auto found = find_monitors(job.c, job.package, job.of_model, path);
  if (!found || !job.test.of) return found;
  for (const auto monitor : *found) {
    if (std::ranges::count(job.plan.scope, monitor) > 0) continue;
    job.c.diagnostics.error(
        "T7101", path.span,
        fmt::format("unknown monitor in expectation; the test is limited to `{}`", job.of_text));
    return std::nullopt;
  }
  return found;
}

namespace {

bool read_channel(TestJob& job, const ast::Name& name, ExpectPlan& plan) {
  const auto found = find_channel(job.c, job.package, name.text);
  if (!found) {
    no_such(job.c, "channel", name, known_channels(job.c, job.package));
    return false;
  }
  plan.channel = *found;
  return true;
}

// T7109: no digest goes to the channel.
bool has_digest(TestJob& job, const ast::Outcome& outcome, const ExpectPlan& plan) {
  for (const auto& route : job.c.plan.routes)
    if (route.digest && std::ranges::count(route.channels, plan.channel) > 0) return true;
  job.c.diagnostics.error(
      "T7109", outcome.name.span,
      fmt::format("no route brings a digest to `{}`, so this expectation can never hold",
                  outcome.name.text));
  return false;
}

// A mute by its name, `silence`, or the monitor whose alerts suppress others.
bool can_hold_back(TestJob& job, const ast::Path& by, ExpectPlan& plan) {
  plan.held_by = on_one_line(job.c.sources, by.span);
  if (plan.held_by == "silence") return true;
  std::vector<std::string_view> known{"silence"};
  for (const auto& mute : job.c.plan.mutes) {
    if (mute.name == plan.held_by) return true;
    known.push_back(mute.name);
  }
  for (const auto& suppression : job.c.plan.suppressions)
    for (const auto source : suppression.sources) {
      const auto& monitor = job.c.plan.monitors[source];
      const auto whole = job.c.plan.models[monitor.model].schema.model + "." + monitor.name;
      if (plan.held_by == monitor.name || plan.held_by == whole) return true;
      known.push_back(monitor.name);
    }
  std::ranges::sort(known);
  no_such(job.c, "mute, silence or suppression", {plan.held_by, by.span}, known);
  return false;
}

// `value of M = 133 within 5`, in the units of the measure.
bool read_value(TestJob& job, const ast::Outcome& outcome, ExpectPlan& plan) {
  plan.compare = condition_kind(outcome.op);
  const auto& measure = job.c.plan.monitors[plan.monitors.front()].measure;
  if (!measure) return false;
  const Scope scope{&job.package, nullptr, nullptr};
  const Measured subject{measure, outcome.monitor->span,
                         on_one_line(job.c.sources, outcome.monitor->span)};
  const auto value = threshold(job.c, scope, *outcome.value, subject, outcome.op);
  if (!value) return false;
  plan.value = *value;
  if (!outcome.within) return true;
  // How far a share may be off is a difference of shares.
  const bool share = measure->type.is(TypeKind::share);
  const Measured margin{make_window_number(share ? simple(TypeKind::points) : measure->type, 0),
                        subject.span, subject.text};
  const auto within = threshold(job.c, scope, *outcome.within, margin, "within");
  if (within) plan.within = *within;
  if (within && plan.compare == Condition::Kind::equal) return true;
  if (within) job.c.diagnostics.error("T2112", outcome.within->span, "`within` goes with `=`");
  return false;
}

// T5112: all monitors that are meant are known, and none has such a rung.
bool can_reach(TestJob& job, const ast::Outcome& outcome, const ExpectPlan& plan) {
  for (const auto monitor : plan.monitors)
    if (!job.c.monitors[monitor].complete ||
        reachable(job.c.plan.monitors[monitor]).contains(plan.severity))
      return true;
  job.c.diagnostics.error(
      "T5112", outcome.name.span,
      fmt::format("`{}` cannot reach `{}`, so this expectation never acts",
                  on_one_line(job.c.sources, outcome.monitor->span), outcome.name.text));
  return false;
}

bool leads_to(const RoutePlan& route, std::size_t channel) {
  return std::ranges::count(route.channels, channel) > 0 ||
         std::ranges::count(route.escalations, channel, &EscalationPlan::channel) > 0;
}

// T7109: the channel hears of none of the monitors.
bool can_be_heard(TestJob& job, const ast::Outcome& outcome, const ExpectPlan& plan) {
  if (job.c.unresolved || job.c.damage.any()) return true;
  for (const auto monitor : job.plan.scope)
    for (const int severity : reachable(job.c.plan.monitors[monitor]))
      for (const auto& route : job.c.plan.routes)
        if (leads_to(route, plan.channel) &&
            may_match(job.c, route, job.c.plan.monitors[monitor], severity))
          return true;
  job.c.diagnostics.error(
      "T7109", outcome.name.span,
      fmt::format("no route brings `{}` to `{}`, so this expectation can never hold",
                  job.of_text.empty() ? "the monitors of this test" : job.of_text,
                  outcome.name.text));
  return false;
}

bool read_kind(TestJob& job, const ast::Outcome& outcome, bool has_at, ExpectPlan& plan) {
  switch (outcome.kind) {
    case From::digest:
      plan.kind = To::digest;
      return read_channel(job, outcome.name, plan) && has_digest(job, outcome, plan);
    case From::held_back:
      plan.kind = To::held_back;
      return !outcome.held_by || can_hold_back(job, *outcome.held_by, plan);
    case From::no_alert: plan.kind = To::no_alert; return true;
    case From::is_ok: plan.kind = To::is_ok; return true;
    case From::is_pending: plan.kind = To::is_pending; return true;
    case From::is_no_data: plan.kind = To::is_no_data; return true;
    case From::is_too_few: plan.kind = To::is_too_few; return true;
    case From::no_message: plan.kind = To::no_message; return read_channel(job, outcome.name, plan);
    case From::notified:
      plan.kind = To::notified;
      return read_channel(job, outcome.name, plan) && can_be_heard(job, outcome, plan);
    case From::value:
      plan.kind = To::value;
      return !plan.monitors.empty() && read_value(job, outcome, plan);
    case From::severity_from: break;
  }
  plan.kind = has_at ? To::severity_at : To::severity;
  const auto rank = severity_rank(job.c, outcome.name);
  plan.severity = rank.value_or(-1);
  return rank && can_reach(job, outcome, plan);
}

// `at`, `between` and `by`. A state without a time is that at the end.
bool read_times(TestJob& job, const ast::Outcome& outcome, const ast::Offset* at,
                ExpectPlan& plan) {
  const auto read = [&](const auto* offset, std::optional<Instant>& slot) {
    if (!offset) return true;
    slot = job.clock.at(*offset);
    if (slot) job.plan.end = std::max(job.plan.end, *slot);
    return slot.has_value();
  };
  std::optional<Instant> now;
  if (!read(at, now)) return false;
  const auto* when = outcome.when ? &*outcome.when : nullptr;
  if (when && (!read(when->from ? &*when->from : nullptr, plan.from) ||
               !read(when->to ? &*when->to : nullptr, plan.to)))
    return false;
  const bool state = is_state(plan.kind);
  if (state ? when != nullptr : now && plan.kind != To::no_alert) {
    job.c.diagnostics.error("T2112", outcome.span,
                            state ? "a state is expected `at` a time, not `between` or `by`"
                                  : "a message is expected `between` or `by`, not `at` a time");
    return false;
  }
  if (plan.from && plan.to && *plan.from > *plan.to) {
    job.c.diagnostics.error("T3108", when->span,
                            fmt::format("the range {}..{} is empty", job.clock.relative(*plan.from),
                                        job.clock.relative(*plan.to)));
    return false;
  }
  if (state)
    plan.at = now;
  else if (now)
    plan.from = plan.to = now;
  return true;
}

}  // namespace

void check_expectation(TestJob& job, const ast::Outcome& outcome, const ast::Offset* at) {
  ExpectPlan plan;
  plan.span = outcome.span;
  plan.text = on_one_line(job.c.sources, outcome.span);
  if (!read_monitors(job, outcome, plan)) return;
  if (outcome.where && !read_segments(job, *outcome.where, plan)) return;
  if (!read_kind(job, outcome, at != nullptr, plan)) return;
  if (!read_times(job, outcome, at, plan)) return;
  check_possible(job, plan);
  job.plan.expects.push_back(std::move(plan));
}

}  // namespace tocsin::dsl
