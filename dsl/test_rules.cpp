// Expectations that cannot hold: before anything was judged, or against each other.
#include "dsl/check_monitor.hpp"
#include "dsl/check_test.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

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

// The expectations so far that a later one may contradict. Of those that say the same only the
// first is held, and no expectation meets one of its own side: there may be very many of them.
class Said {
 public:
  explicit Said(const TestJob& job) : job_(job) {}

  // The first one that contradicts `expect`, or null; then `expect` is one of them.
  const ExpectPlan* take(const ExpectPlan& expect) {
    if (!known_.insert(&expect).second) return nullptr;
    const bool is_no = expect.kind == Kind::no_alert || expect.kind == Kind::no_message;
    const auto* other = denial(expect, is_no);
    if (is_single_state(expect.kind)) {
      const auto* state = *states_.insert(&expect).first;
      const bool differs = state->kind != expect.kind || state->severity != expect.severity;
      if (differs && (!other || state < other)) other = state;
    }
    (is_no ? denials_ : claims_).push_back(&expect);
    return other;
  }

 private:
  const ExpectPlan* denial(const ExpectPlan& expect, bool is_no) const {
    const auto& others = is_no ? claims_ : denials_;
    const auto found = std::ranges::find_if(others, [&](const ExpectPlan* other) {
      return is_no ? is_denial(job_, expect, *other) : is_denial(job_, *other, expect);
    });
    return found == others.end() ? nullptr : *found;
  }

  static auto place(const ExpectPlan& e) { return std::tie(e.monitors, e.where, e.at); }
  static auto meaning(const ExpectPlan& e) {
    return std::tuple_cat(place(e), std::tie(e.kind, e.severity, e.channel, e.from, e.to));
  }
  struct ByPlace {
    bool operator()(const ExpectPlan* a, const ExpectPlan* b) const {
      return place(*a) < place(*b);
    }
  };
  struct ByMeaning {
    bool operator()(const ExpectPlan* a, const ExpectPlan* b) const {
      return meaning(*a) < meaning(*b);
    }
  };

  const TestJob& job_;
  std::set<const ExpectPlan*, ByMeaning> known_;
  std::set<const ExpectPlan*, ByPlace> states_;
  std::vector<const ExpectPlan*> denials_, claims_;
};

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
  Said said(job);
  for (const auto& expect : job.plan.expects) {
    const auto* other = said.take(expect);
    if (!other) continue;
    auto& d = job.c.diagnostics.error(
        "T7104", expect.span,
        fmt::format("expectations contradict each other: `{}` and `{}`", other->text, expect.text));
    d.related.push_back({other->span, "the first"});
    return;
  }
}

}  // namespace tocsin::dsl
