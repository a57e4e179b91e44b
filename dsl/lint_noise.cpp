// What chance alone does to a monitor: too few events, alarms from noise, and a late first word.
#include "base/counted.hpp"
#include "dsl/false_alarms.hpp"
#include "dsl/first_verdict.hpp"
#include "dsl/lints.hpp"
#include "dsl/scatter.hpp"
#include "dsl/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::dsl {
namespace {

using Kind = Condition::Kind;

constexpr Duration kLongWait = 30 * kDay;  // until a first verdict: the weeks after a release
constexpr double kBearable = 1;            // false alarms a week

// ---- L005 --------------------------------------------------------------------------------------

struct Gap {
  double at = 0, width = 0;
};

// The narrowest way between two lines of the ladder; of a lone line the way to the end of shares.
std::optional<Gap> narrowest(const MonitorPlan& plan) {
  std::optional<Gap> found;
  const auto note = [&](double at, double other) {
    const double width = std::abs(at - other);
    if (width > 0 && (!found || width < found->width)) found = Gap{at, width};
  };
  for (std::size_t i = 0; i < plan.rungs.size(); ++i) {
    const auto& rung = plan.rungs[i];
    if (i > 0) note(rung.trigger.low, plan.rungs[i - 1].trigger.low);
    if (!rung.until_clear) note(rung.trigger.low, rung.until.low);
  }
  if (found) return found;
  const auto& trigger = plan.rungs.front().trigger;
  note(trigger.low, looks_up(trigger) ? 0 : 1);
  return found;
}

void lint_no_needs(Checking& c, const MonitorPlan& plan, const MonitorSource& source) {
  const auto& needs = plan.needs;
  if (needs.events + needs.labels + needs.positives > 0 || !is_share_of_events(plan)) return;
  const auto is_sure = [](const RungPlan& rung) { return rung.trigger.confidence > 0; };
  if (plan.rungs.empty() || std::ranges::all_of(plan.rungs, is_sure) ||
      !std::ranges::all_of(plan.rungs, is_one_sided))
    return;
  const auto gap = narrowest(plan);
  const auto enough = gap ? enough_for(gap->at, gap->width) : std::nullopt;
  if (!enough || plan.window.count >= *enough) return;
  const bool is_lone = plan.rungs.size() == 1 && plan.rungs.front().until_clear;
  c.diagnostics.lint(
      "L005", source.name,
      fmt::format("no `needs`: `{}` over few events is noise; below {} {} the 95% band is wider "
                  "than the {}",
                  plan.aggregates.front().def->name, *enough,
                  plan.label_measure ? "labels" : "events",
                  is_lone ? "way from the threshold to the healthy end" : "gap between rungs"));
}

// ---- L021 --------------------------------------------------------------------------------------

void tell(Checking& c, std::size_t monitor, const FalseAlarms& alarms) {
  c.diagnostics.lint(
      "L021", c.monitors[monitor].name,
      fmt::format("{}, about {:.{}f} false alarms a week at these "
                  "thresholds from noise alone; raise `for` or `needs`, or say `with 99% "
                  "confidence`",
                  counted(alarms.tests, "segment × monitor test"), alarms.a_week,
                  alarms.a_week < 10 ? 1 : 0));
}

// ---- L024 --------------------------------------------------------------------------------------

void lint_long_wait(Checking& c, const MonitorPlan& plan, const MonitorSource& source) {
  const auto first = first_verdict(plan, c.plan.models[plan.model]);
  if (first.after() <= kLongWait) return;
  auto& d = c.diagnostics.lint(
      "L024", source.name,
      fmt::format("`{}` cannot say anything about a full window before {} after the start",
                  plan.name, format_duration(first.after())));
  d.notes.push_back(fmt::format("that is {}", first.sum()));
}

}  // namespace

void lint_noise(Checking& c) {
  FalseAlarms rest;
  std::size_t worst = 0;
  double most = 0;
  for (std::size_t i = 0; i < c.plan.monitors.size(); ++i) {
    const auto& plan = c.plan.monitors[i];
    if (!c.monitors[i].complete || !plan.measure) continue;
    lint_no_needs(c, plan, c.monitors[i]);
    lint_long_wait(c, plan, c.monitors[i]);
    const auto alarms = false_alarms(plan, c.plan.models[plan.model].schema);
    if (alarms.a_week >= kBearable) {
      tell(c, i, alarms);
      continue;
    }
    rest.tests += alarms.tests;
    rest.a_week += alarms.a_week;
    if (alarms.a_week > most) {
      most = alarms.a_week;
      worst = i;
    }
  }
  // Many that are bearable one by one are not together; the worst of them speaks for all.
  if (rest.a_week >= kBearable) tell(c, worst, rest);
}

}  // namespace tocsin::dsl
