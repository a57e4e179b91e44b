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

// What the window goes by, where it is not time alone.
std::string_view way_of(const WindowPlan& window) {
  if (window.labels == LabelMode::on_arrival) return "with labels on arrival";
  return window.kind == WindowKind::each_batch ? "beside a window of batches"
                                               : "beside a window of events";
}

bool counts_rows(WindowKind kind) {
  return kind == WindowKind::events || kind == WindowKind::each_events ||
         kind == WindowKind::each_batch;
}

// T3123.
void goes_by_time(MonitorJob& job, std::string_view what, std::string_view why) {
  job.c.diagnostics.error(
      "T3123", job.measured.span,
      fmt::format("`{}` {} has no meaning: {}", what, way_of(job.plan.window), why));
}

// A detector takes rows in the order of their events, and each once.
void check_detectors(MonitorJob& job) {
  const auto& window = job.plan.window;
  const bool on_arrival = window.labels == LabelMode::on_arrival;
  if (!on_arrival && window.kind != WindowKind::each_batch) return;
  for (const auto& call : job.plan.aggregates)
    if (call.def->name == "drifted")
      return goes_by_time(job, "drifted",
                          "a detector takes events in the order of their time; give it a window "
                          "of time, such as `over 1d`");
}

// Without `ago` it ends where the window begins, which may be any time ago; its rows are kept as
// long as they can be asked for.
void check_past(MonitorJob& job) {
  if (!counts_rows(job.plan.window.kind)) return;
  const auto& references = job.c.plan.models[job.plan.model].references;
  for (const auto& call : job.plan.aggregates)
    for (const auto& number : {call.on, call.reference}) {
      const auto* reference = number ? &references[*number] : nullptr;
      if (!reference || reference->rolling.count() <= 0 || reference->ago.count() > 0) continue;
      const auto length = format_duration(reference->rolling);
      return goes_by_time(job, "rolling " + length,
                          fmt::format("nobody knows how long ago that window begins, where "
                                      "`{}` ends; say it, as in `rolling {} ago 1d`",
                                      reference->name, length));
    }
}

// What of a call looks back by time; empty: nothing.
std::string_view looks_back(const AggregateCall& call) {
  if (call.def->name == "change") return "change";
  if (option_of(call, "season") != nullptr) return "season:";
  if (call.ago.count() > 0) return "ago:";
  if (call.over.count() > 0) return "over:";
  if (!call.inner) return "";
  for (const auto& inner : call.inner->aggregates)
    if (const auto what = looks_back(inner); !what.empty()) return what;
  return "";
}

void check_shifts(MonitorJob& job) {
  if (!counts_rows(job.plan.window.kind)) return;
  for (const auto& call : job.plan.aggregates)
    if (const auto what = looks_back(call); !what.empty())
      return goes_by_time(job, what,
                          what == "season:"
                              ? "such readings step by themselves, not by the clock; leave it out, "
                                "or measure over a window of time"
                              : "such a window has no length in time that could be shifted or "
                                "stretched; measure over a window of time, such as `over 1d`");
}

bool has_length(const WindowPlan& plan) {
  if (plan.kind == WindowKind::each_batch) return true;
  return counts_rows(plan.kind) ? plan.count > 0 : plan.length.count() > 0;
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
  check_shifts(job);
  check_detectors(job);
  check_past(job);
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
