// Expectations that cannot hold: before anything was judged, or against each other.
#include "dsl/check_monitor.hpp"
#include "dsl/check_test.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

using Kind = ExpectPlan::Kind;

// The first tick at which a window can hold an event of the test, or at which nothing counts as 0.
Instant first_judged(const TestJob& job, const MonitorPlan& monitor) {
  const auto& model = job.c.plan.models[monitor.model];
  const auto start = job.plan.clock;
  const bool never_empty =
      std::ranges::any_of(monitor.aggregates, [](const auto& a) { return a.def->never_empty; });
  if (never_empty && !monitor.label_measure) return ceil_to(start, step_of(monitor.window));
  const bool matured = monitor.window.labels == LabelMode::matured;
  const bool is_batch = monitor.window.kind == WindowKind::each_batch;
  const auto told = [&](Instant at) {
    return later(later(at, is_batch ? Duration(0) : model.lateness),
                 matured ? model.schema.horizon : Duration(0));
  };
  if (monitor.window.kind != WindowKind::each) return ceil_to(told(start), monitor.window.every);
  return told(later(floor_to(start, monitor.window.length), monitor.window.length));
}

// A gap may be told before anything was judged; everything else needs a value.
bool needs_value(Kind kind) {
  return kind == Kind::value || kind == Kind::is_ok || kind == Kind::is_pending ||
         kind == Kind::severity_at || kind == Kind::severity;
}

bool is_gap_severity(const MonitorPlan& monitor, int severity) {
  const auto tells = [&](const GapPlan& gap) {
    return gap.policy == GapPolicy::alert && gap.severity == severity;
  };
  return tells(monitor.no_data) || tells(monitor.too_few);
}

struct Interval {
  Instant from = kBeginning;
  Instant to = kForever;
};

Interval interval_of(const TestJob& job, const ExpectPlan& expect) {
  return {expect.from.value_or(job.plan.clock), expect.to.value_or(job.plan.end)};
}

bool covers(const Interval& outer, const Interval& inner) {
  return outer.from <= inner.from && inner.to <= outer.to;
}

bool includes(const TestJob& job, const ExpectPlan& outer, const ExpectPlan& inner) {
  const auto& all = outer.monitors.empty() ? job.plan.scope : outer.monitors;
  return !inner.monitors.empty() && std::ranges::all_of(inner.monitors, [&](std::size_t m) {
    return std::ranges::count(all, m) > 0;
  });
}

bool is_single_state(Kind kind) {
  return kind == Kind::is_ok || kind == Kind::is_pending || kind == Kind::severity_at;
}

bool is_denial(const TestJob& job, const ExpectPlan& no, const ExpectPlan& yes) {
  const bool alert = no.kind == Kind::no_alert && yes.kind == Kind::severity;
  const bool state = no.kind == Kind::no_alert && yes.kind == Kind::severity_at;
  const bool message =
      no.kind == Kind::no_message && yes.kind == Kind::notified && no.channel == yes.channel;
  const auto interval = state
                            ? Interval{yes.at.value_or(job.plan.end), yes.at.value_or(job.plan.end)}
                            : interval_of(job, yes);
  if (message) return covers(interval_of(job, no), interval);
  return (alert || state) && no.where.empty() && includes(job, no, yes) &&
         covers(interval_of(job, no), interval);
}

bool are_two_states(const ExpectPlan& a, const ExpectPlan& b) {
  const bool same_place = a.monitors == b.monitors && a.where == b.where && a.at == b.at;
  return is_single_state(a.kind) && is_single_state(b.kind) && same_place &&
         (a.kind != b.kind || a.severity != b.severity);
}

}  // namespace

void check_possible(TestJob& job, const ExpectPlan& expect) {
  if (!needs_value(expect.kind) || expect.monitors.empty()) return;
  if (!expect.at && !expect.to) return;
  const auto when = expect.at ? *expect.at : *expect.to;
  auto first = kForever;
  for (const auto m : expect.monitors) {
    const auto& monitor = job.c.plan.monitors[m];
    if (!monitor.measure || monitor.window.every.count() <= 0 ||
        is_gap_severity(monitor, expect.severity))
      return;
    // `at` looks at the next tick.
    const auto tick = expect.at ? ceil_to(when, step_of(monitor.window)) : when;
    const auto judged = first_judged(job, monitor);
    if (tick >= judged) return;
    first = std::min(first, judged);
  }
  job.c.diagnostics.error(
      "T7102", expect.span,
      fmt::format("expectation at {} lies before the first possible evaluation {}",
                  job.clock.relative(when), job.clock.relative(first)));
}

void check_contradictions(TestJob& job) {
  const auto& expects = job.plan.expects;
  for (std::size_t later_one = 1; later_one < expects.size(); ++later_one) {
    for (std::size_t earlier = 0; earlier < later_one; ++earlier) {
      const auto &a = expects[earlier], &b = expects[later_one];
      if (!is_denial(job, a, b) && !is_denial(job, b, a) && !are_two_states(a, b)) continue;
      auto& d = job.c.diagnostics.error(
          "T7104", b.span,
          fmt::format("expectations contradict each other: `{}` and `{}`", a.text, b.text));
      d.related.push_back({a.span, "the first"});
      return;
    }
  }
}

}  // namespace tocsin::dsl
