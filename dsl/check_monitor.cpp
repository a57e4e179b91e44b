#include "dsl/check_monitor.hpp"

#include "dsl/check_let.hpp"
#include "dsl/held_back.hpp"
#include "dsl/limits.hpp"
#include "dsl/monitor_names.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

MonitorKind kind_of(std::string_view word) {
  for (int k = 0; k < 6; ++k)
    if (to_text(static_cast<MonitorKind>(k)) == word) return static_cast<MonitorKind>(k);
  return MonitorKind::fear;
}

// The measure as a message shows it: filter and window included, the rhythm left out.
Span join(Span first, Span last) {
  first.end = last.end;
  return first;
}

std::string measure_text(const MonitorJob& job, const ast::Measure& measure,
                         const ast::Window* window) {
  const auto& c = job.c;
  const auto& scope = job.scope_at(measure.span);
  const auto* raw = measure.raw.get();
  auto text = raw ? on_one_line(c.sources, join(raw->language.span, raw->query.span))
                  : on_one_line(spelled_out(c, scope, *measure.value));
  if (measure.where) text += " where " + on_one_line(spelled_out(c, scope, *measure.where));
  if (measure.against)
    if (const auto name = reference_meant(scope, *measure.against))
      text += " against " + name->parts.back().text;
  return window ? text + " " + window_text(c, *window) : text;
}

// A measure that is no number cannot be judged. T2114.
void check_measure_type(MonitorJob& job, const ast::Expr& expr) {
  if (!job.measured.value) return;
  const auto& type = job.measured.value->type;
  const bool judged = is_numeric(type) || type.is(TypeKind::boolean);
  const bool later = job.model().is_unknown && mentions_parameter(job.scope_at(expr.span), expr);
  if (judged && (!job.plan.aggregates.empty() || later)) return;
  job.c.diagnostics.error(
      "T2114", expr.span,
      fmt::format("the measure is {}; a monitor needs a share, number, ratio, duration, rate or "
                  "yes/no value",
                  judged ? "a constant" : describe(type)));
  job.measured.value = nullptr;
}

bool compares(const AggregateCall& call) {
  return call.reference || (call.inner && std::ranges::any_of(call.inner->aggregates, compares));
}

// A clause-level `against` that nothing reads would be accepted without effect.
void check_against(MonitorJob& job, const ast::Measure& measure) {
  if (!measure.against || !job.measured.value) return;
  if (std::ranges::any_of(job.plan.aggregates, compares)) return;
  job.c.diagnostics.error(
      "T2113", measure.against->span,
      fmt::format("`{}` compares with no reference, so it has no argument named `against`",
                  job.measured.text));
}

Measured read_in(MonitorJob& job, const ast::Measure& measure, const Scope& scope,
                 std::vector<AggregateCall>& aggregates) {
  MeasureContext context{scope, nullptr, std::nullopt};
  if (measure.against) {
    context.against = reference_meant(scope, *measure.against);
    if (!context.against) return {};
  }
  if (measure.where) {
    context.where = RowChecker(job.c, scope, "where").condition(*measure.where);
    if (!context.where) return {};
  }
  MeasureChecker checker(job.c, std::move(context));
  auto measured = checker.measure(*measure.value);
  aggregates = checker.take_aggregates();
  return measured;
}

void read_measure(MonitorJob& job, const ast::Measure& measure) {
  if (measure.raw) return read_raw(job, measure);
  measure_columns(job, measure.span,
                  [&](const Scope& scope, std::vector<AggregateCall>& aggregates) {
                    return read_in(job, measure, scope, aggregates);
                  });
  check_measure_type(job, *measure.value);
  check_against(job, measure);
}

const ast::Window* window_of(MonitorJob& job) {
  const auto* own = job.body.measure ? job.body.measure->window.get() : nullptr;
  const auto* clause = job.body.window ? job.body.window->window.get() : nullptr;
  if (clause && (!own || job.body.window_replaces)) return clause;
  if (!clause) return own;
  auto& d =
      job.c.diagnostics.error("T3114", clause->span, "two windows for one measure: here and here");
  d.related.push_back({own->span, "the first"});
  return own;
}

void check_title(MonitorJob& job, const ast::Monitor& monitor) {
  job.plan.title = monitor.title ? monitor.title->value : monitor.name.text;
  if (job.plan.kind == MonitorKind::fear && (!monitor.title || monitor.title->value.empty()))
    job.c.diagnostics.error("T3116", monitor.name.span,
                            "a fear needs its sentence: what is feared, in quotes, after the name");
}

void check_monitor(Checking& c, const Scope& scope, const WatchDefaults& defaults,
                   const ast::Monitor& monitor) {
  const auto index = add_monitor(c, scope, monitor, nullptr);
  const auto first = c.diagnostics.all().size();
  auto body = collect_body(c, monitor.clauses, BodyKind::monitor, monitor.kind.text);
  std::optional<Instance> instance;
  if (monitor.from) {
    instance = instantiate(c, scope, monitor, BodyKind::monitor, std::move(body));
    if (!instance) {
      c.monitors[index].complete = false;
      return;
    }
  }
  MonitorJob job{c,
                 scope,
                 defaults,
                 instance ? instance->body : body,
                 c.monitor_plans[index],
                 c.monitors[index],
                 monitor.name.span,
                 {},
                 monitor.broken || (instance && instance->node->broken),
                 instance ? &*instance : nullptr};
  job.damaged |= job.body.has_unknown;
  check_title(job, monitor);
  if (!job.body.measure && !job.damaged)
    c.diagnostics.error("T0001", monitor.name.span,
                        fmt::format("expected a `measure` in `{}`, found none", monitor.name.text));
  judge_measure(job);
  if (instance) name_instance(c, *instance, monitor, first);
}

// What a watch block says for all; its lets and monitors come after.
WatchDefaults defaults_of(Checking& c, const ModelSource& model, const ast::Watch& watch) {
  WatchDefaults defaults;
  MetaCollector meta(c, "watch block");
  for (const auto& item : watch.items) {
    if (const auto* every = std::get_if<ast::Every>(&item.node))
      keep_first(c, defaults.every, *every, "every", "watch block");
    if (const auto* needs = std::get_if<ast::Needs>(&item.node))
      keep_first(c, defaults.needs, *needs, "needs", "watch block");
    if (const auto* clause = std::get_if<ast::Meta>(&item.node)) meta.add(*clause);
    if (const auto* gap = std::get_if<ast::Gap>(&item.node)) {
      const bool no_data = gap->what == ast::Gap::What::no_data;
      keep_first(c, no_data ? defaults.no_data : defaults.too_few, *gap,
                 no_data ? "no data" : "too few", "watch block");
    }
  }
  defaults.meta = merged(meta.result(), model.meta);
  if (defaults.every && defaults.every->every.value.count() <= 0)
    c.diagnostics.error("T3113", defaults.every->every.span, "`every` must be longer than zero");
  else if (defaults.every)
    is_long_enough(c, "every", defaults.every->every, kShortestStep);
  return defaults;
}

void check_lets(Checking& c, const Lets& lets) {
  for (const auto& name : names_of(lets)) {
    const auto& entry = lets.at(std::string(name));
    if (!entry.used)
      c.diagnostics.lint("L013", entry.let->name.span, fmt::format("`let {}` is never used", name));
  }
}

}  // namespace

void judge_measure(MonitorJob& job) {
  const auto* window = window_of(job);
  const auto* measure = job.body.measure;
  if (measure) read_measure(job, *measure);
  if (measure) job.plan.measure_text = measure_text(job, *measure, window);
  finish_monitor(job, window);
}

std::optional<int> severity_of(const MonitorJob& job, const ast::Name& name,
                               const std::vector<std::string_view>& also) {
  const auto said = meant(job.scope_at(name.span), name);
  return said ? severity_rank(job.c, *said, also) : std::nullopt;
}

std::size_t add_monitor(Checking& c, const Scope& scope, const ast::Monitor& monitor,
                        const ast::Expect* check) {
  const auto index = c.monitor_plans.size();
  c.unfolded = 0;
  const auto& name = check ? check->name : monitor.name;
  lint_held_back(c, name);
  auto& known = c.models[scope.model->index].monitors;
  MonitorPlan plan;
  plan.package = scope.package->name;
  plan.model = scope.model->index;
  plan.name = check ? monitor.name.text + "." + check->name.text : monitor.name.text;
  plan.kind = kind_of(monitor.kind.text);
  plan.doc = check ? check->doc : monitor.doc;
  plan.span = name.span;
  if (const auto same = known.find(plan.name); same != known.end() && !same->second.empty())
    twice(c, name.text, name.span, c.monitors[same->second.front()].name,
          check ? "contract" : "watch block");
  known[plan.name].push_back(index);
  if (check) known[monitor.name.text].push_back(index);
  c.monitor_plans.push_back(std::move(plan));
  c.monitor = index;
  MonitorSource source;
  source.monitor = &monitor;
  source.check = check;
  source.package = scope.package;
  source.name = name.span;
  c.monitors.push_back(std::move(source));
  return index;
}

void finish_monitor(MonitorJob& job, const ast::Window* window) {
  auto& plan = job.plan;
  plan.measure = job.measured.value;
  plan.label_measure = std::ranges::any_of(plan.aggregates, &AggregateCall::label_measure);
  check_window(job, window);
  check_raw_clauses(job);
  check_history(job);
  check_segments(job);
  check_intake(job);
  check_needs(job);
  check_gaps(job);
  check_ladder(job);
  check_meta(job);
  check_pauses(job);
}

void check_watch(Checking& c, Package& package, const ast::Watch& watch, const ModelSource& model) {
  Lets lets;
  const auto defaults = defaults_of(c, model, watch);
  for (const auto& item : watch.items)
    if (const auto* let = std::get_if<ast::Let>(&item.node))
      add_let(c, package, lets, *let, &model);
  const Scope scope{&package, &lets, &model};
  for (const auto& item : watch.items) {
    const auto* monitor = std::get_if<ast::Monitor>(&item.node);
    if (!monitor) continue;
    if (monitor->kind.text == "contract")
      check_contract(c, scope, defaults, *monitor);
    else
      check_monitor(c, scope, defaults, *monitor);
  }
  c.monitor.reset();
  if (!watch.broken) check_lets(c, lets);
  check_unused(c, scope, lets);
}

}  // namespace tocsin::dsl
