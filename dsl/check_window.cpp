// The window of a monitor: its length, its rhythm, and which labels it waits for.
#include "base/time.hpp"
#include "dsl/check_monitor.hpp"
#include "dsl/clash.hpp"
#include "dsl/limits.hpp"
#include "dsl/past.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

using Kind = ast::Window::Kind;

bool is_each(Kind kind) { return kind != Kind::sliding && kind != Kind::events; }

std::string_view interval_of(Kind kind) {
  if (kind == Kind::each_events) return "chunk";
  return kind == Kind::each_batch ? "batch" : "interval";
}

void no_length(Checking& c, Span span, std::string_view word) {
  c.diagnostics.error("T3113", span, fmt::format("`{}` must be longer than zero", word));
}

void every_beside_each(MonitorJob& job, const ast::Window& window) {
  // The word stands before its length; with the blanks before it, it goes.
  const auto& text = job.c.sources.file(window.span.file).text;
  auto span = window.every->span;
  span.begin = static_cast<std::uint32_t>(text.rfind("every", span.begin));
  const auto before =
      static_cast<std::uint32_t>(text.find_last_not_of(" \t\r\n", span.begin - 1)) + 1;
  auto& d = job.c.diagnostics.error(
      "T3117", span,
      fmt::format("`every` has no meaning beside `over each`: the end of each {} is the evaluation",
                  interval_of(window.kind)));
  d.fix = Fix{"remove it", {{{span.file, before, span.end}, ""}}};
}

// T3121: what a window keeps goes with its steps, whether events come or not.
void check_steps(MonitorJob& job, const ast::Window& window) {
  const auto& plan = job.plan.window;
  const auto steps = plan.length / plan.every;
  if (steps <= kMostSteps) return;
  job.c.diagnostics.error(
      "T3121", window.span,
      fmt::format("a window of {} has {} steps of `every {}`, more than {}; judge it less often",
                  format_duration(plan.length), steps, format_duration(plan.every), kMostSteps));
}

// The window's own `every`, else that of the watch block.
void set_every(MonitorJob& job, const ast::Window& window) {
  auto& plan = job.plan.window;
  if (is_each(window.kind)) {
    if (window.every) return every_beside_each(job, window);
    if (window.kind == Kind::each || window.kind == Kind::each_calendar)
      plan.every = plan.length;
    else if (window.kind == Kind::each_events && job.defaults.every)
      plan.every = job.defaults.every->every.value;
    return;
  }
  const auto* own = window.every ? &*window.every : nullptr;
  const auto* every = own ? own : job.defaults.every ? &job.defaults.every->every : nullptr;
  const bool counts = window.kind == Kind::events;
  if (!every) {
    if (counts) return;
    // A window shorter than the default rhythm is judged as often as it is long.
    plan.every = std::min<Duration>(plan.every, plan.length);
    return;
  }
  if (own && own->value.count() <= 0) return no_length(job.c, own->span, "every");
  if (own && !is_long_enough(job.c, "every", *own, kShortestStep)) return;
  if (every->value < kShortestStep) return;  // said at the watch block
  plan.every = every->value;
  if (counts) return;
  if (plan.every <= plan.length) return check_steps(job, window);
  auto& d = job.c.diagnostics.error(
      "T3109", own ? own->span : window.length.span,
      fmt::format("`every {}` is longer than the window {}; events in between would never be seen",
                  format_duration(plan.every), format_duration(plan.length)));
  if (!own) d.related.push_back({every->span, "the rhythm of this watch block"});
}

// The label whose arrival the measure waits for.
std::optional<std::size_t> label_read(const MonitorJob& job) {
  for (const auto& call : job.plan.aggregates)
    for (const auto field : call.reads)
      if (job.schema().fields[field].role == Role::label) return field;
  const auto& labels = job.schema().label_fields;
  return labels.empty() ? std::nullopt : std::optional(labels.front());
}

void set_labels(MonitorJob& job, const ast::Window& window) {
  auto& mode = job.plan.window.labels;
  if (!job.measured.value) return;
  if (!job.plan.label_measure) {
    if (window.labels)
      job.c.diagnostics.error(
          "T4121", window.labels->span,
          fmt::format("`{}` on `{}`, which reads no label",
                      window.labels->text == "matured" ? "matured" : "on arrival",
                      job.measured.text));
    return;
  }
  mode = window.labels && window.labels->text != "matured" ? LabelMode::on_arrival
                                                           : LabelMode::matured;
  const auto label = label_read(job);
  if (!window.labels || mode != LabelMode::matured || !label || job.model().damaged) return;
  if (job.model().has_within.at(*label)) return;
  auto& d = job.c.diagnostics.error(
      "T4108", window.labels->span,
      fmt::format("`matured` needs `within` on label `{}`", job.schema().fields[*label].name));
  d.related.push_back({job.model().places[*label], "the label"});
}

void set_count(MonitorJob& job, const ast::Window& window) {
  auto& plan = job.plan.window;
  plan.kind = window.kind == Kind::each_events ? WindowKind::each_events : WindowKind::events;
  plan.count = whole(window.count);
  const auto text = on_one_line(job.c.sources, window.count_span);
  if (plan.count == 0)
    job.c.diagnostics.error("T3113", window.count_span,
                            fmt::format("`over {}` holds nothing", text));
  else if (!is_within(job.c, window.count_span, text, window.count, kMostInWindow))
    plan.count = 0;
}

void set_calendar(MonitorJob& job, const ast::Window& window) {
  struct Row {
    std::string_view word;
    CalendarUnit unit;
    Duration usual;
  };
  constexpr Row kRows[] = {{"hour", CalendarUnit::hour, 1h},
                           {"day", CalendarUnit::day, kDay},
                           {"week", CalendarUnit::week, 7 * kDay},
                           {"month", CalendarUnit::month, 31 * kDay}};
  auto& plan = job.plan.window;
  plan.kind = WindowKind::each_calendar;
  for (const auto& row : kRows) {
    if (row.word != window.calendar.text) continue;
    plan.unit = row.unit;
    plan.length = row.usual;
  }
  if (!window.zone) return;
  plan.zone = window.zone->value;
  if (!is_known_zone(plan.zone))
    job.c.diagnostics.error("T2120", window.zone->span,
                            fmt::format("unknown time zone `{}`", plan.zone));
}

void set_batch(MonitorJob& job, const ast::Window& window) {
  job.plan.window.kind = WindowKind::each_batch;
  const auto& kind = job.c.plan.models[job.plan.model].source.kind;
  const auto* source = job.c.catalogue.source(kind);
  if (source && !source->batches && !job.model().damaged)
    job.c.diagnostics.error(
        "T4119", window.span,
        fmt::format("`over each batch` needs a source that delivers batches; `{}` does not", kind));
}

void set_span(MonitorJob& job, const ast::Window& window) {
  auto& plan = job.plan.window;
  switch (window.kind) {
    case Kind::events:
    case Kind::each_events: return set_count(job, window);
    case Kind::each_calendar: return set_calendar(job, window);
    case Kind::each_batch: return set_batch(job, window);
    case Kind::sliding:
    case Kind::each: break;
  }
  plan.kind = window.kind == Kind::each ? WindowKind::each : WindowKind::sliding;
  plan.length = window.length.value;
  if (plan.length.count() <= 0)
    no_length(job.c, window.length.span, "over");
  else if (!is_long_enough(job.c, "over", window.length, kShortestStep))
    plan.length = Duration{0};
}

// A detector takes rows in the order of their events.
void postpone_streams(MonitorJob& job) {
  const auto& window = job.plan.window;
  const bool on_arrival = window.labels == LabelMode::on_arrival;
  if (!on_arrival && window.kind != WindowKind::each_batch) return;
  for (const auto& call : job.plan.aggregates)
    if (call.def->evaluated && call.def->name == "drifted")
      postpone(
          job.c, job.measured.span,
          on_arrival ? "`drifted` with labels on arrival" : "`drifted` beside a window of batches");
}

// What it was is compared with windows of time, not of events, and by event time.
void postpone_past(MonitorJob& job) {
  const auto& window = job.plan.window;
  const bool in_time = window.kind == WindowKind::sliding || window.kind == WindowKind::each ||
                       window.kind == WindowKind::each_calendar;
  const bool on_arrival = window.labels == LabelMode::on_arrival;
  if (in_time && !on_arrival) return;
  const auto& references = job.c.plan.models[job.plan.model].references;
  for (const auto& call : job.plan.aggregates)
    for (const auto& number : {call.on, call.reference})
      if (number && references[*number].rolling.count() > 0)
        postpone(
            job.c, job.measured.span,
            fmt::format("the `rolling` reference `{}` {}", references[*number].name,
                        on_arrival                              ? "with labels on arrival"
                        : window.kind == WindowKind::each_batch ? "beside a window of batches"
                                                                : "beside a window of events"));
}

void postpone_shift(MonitorJob& job, const AggregateCall& call) {
  const bool is_change = call.def->evaluated && call.def->name == "change";
  const bool is_seasonal = call.def->evaluated && option_of(call, "season") != nullptr;
  if (call.ago.count() > 0 || call.over.count() > 0 || is_change || is_seasonal)
    postpone(job.c, job.measured.span,
             fmt::format("`{}` beside a window of {}",
                         is_change              ? "change"
                         : is_seasonal          ? "season:"
                         : call.ago.count() > 0 ? "ago:"
                                                : "over:",
                         job.plan.window.kind == WindowKind::each_batch ? "batches" : "events"));
  if (call.inner)
    for (const auto& inner : call.inner->aggregates) postpone_shift(job, inner);
}

// Windows of time can be shifted and stretched; those of events are not yet.
void postpone_shifts(MonitorJob& job) {
  const auto kind = job.plan.window.kind;
  if (kind != WindowKind::events && kind != WindowKind::each_events &&
      kind != WindowKind::each_batch)
    return;
  for (const auto& call : job.plan.aggregates) postpone_shift(job, call);
}

bool has_length(const WindowPlan& plan) {
  if (plan.kind == WindowKind::each_batch) return true;
  const bool counts = plan.kind == WindowKind::events || plan.kind == WindowKind::each_events;
  return counts ? plan.count > 0 : plan.length.count() > 0;
}

}  // namespace

void check_window(MonitorJob& job, const ast::Window* window) {
  if (!window) {
    const auto* measure = job.body.measure;
    if (job.damaged || (!measure && !job.source.check)) return;
    if (measure && measure->value && is_window_after_in(*measure->value)) return;  // said there
    job.c.diagnostics.error("T3110", measure ? measure->span : job.head,
                            "no window: add `over ...` to the measure");
    return;
  }
  set_span(job, *window);
  if (!has_length(job.plan.window)) return;
  set_every(job, *window);
  set_labels(job, *window);
  postpone_shifts(job);
  postpone_past(job);
  postpone_streams(job);
}

std::string window_text(const Checking& c, const ast::Window& window) {
  std::string text = "over ";
  if (window.kind == Kind::sliding)
    text += on_one_line(c.sources, window.length.span);
  else if (window.kind == Kind::each)
    text += "each " + on_one_line(c.sources, window.length.span);
  else if (window.kind == Kind::each_batch)
    text += "each batch";
  else if (window.kind == Kind::each_calendar)
    text += "each " + window.calendar.text +
            (window.zone ? fmt::format(" in \"{}\"", window.zone->value) : "");
  else
    text +=
        fmt::format("{}{} events", window.kind == Kind::events ? "" : "each ", whole(window.count));
  if (!window.labels) return text;
  return text + (window.labels->text == "matured" ? " matured" : " on arrival");
}

Duration step_of(const WindowPlan& window) {
  return window.kind == WindowKind::each ? window.length : window.every;
}

}  // namespace tocsin::dsl
