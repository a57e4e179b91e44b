// What chance alone does to a monitor: too few events, alarms from noise, and a late first word.
#include "base/counted.hpp"
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

constexpr Duration kWeek = 7 * kDay;
constexpr Duration kLongWait = 30 * kDay;  // until a first verdict: the weeks after a release
constexpr double kBearable = 1;            // false alarms a week
constexpr std::size_t kMostMembers = 10'000;
constexpr double kDeciles = 10;

const AggregateCall* only_aggregate(const MonitorPlan& plan) {
  const auto* measure = plan.measure.get();
  if (!measure || measure->op != WindowOp::aggregate) return nullptr;
  const auto& call = plan.aggregates[measure->aggregate];
  return call.on ? nullptr : &call;
}

bool is_share_of_events(const MonitorPlan& plan) {
  const auto* call = only_aggregate(plan);
  return call && call->def->certainty == Certainty::interval &&
         plan.measure->type.is(TypeKind::share);
}

bool looks_up(const Condition& c) {
  return c.kind == Kind::greater || c.kind == Kind::greater_equal;
}
bool looks_down(const Condition& c) { return c.kind == Kind::less || c.kind == Kind::less_equal; }

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

bool is_one_sided(const RungPlan& rung) {
  return looks_up(rung.trigger) || looks_down(rung.trigger);
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

// The fewest events that a value may rest on; 0 where the rules do not say.
std::uint64_t fewest(const MonitorPlan& plan) {
  const auto& needs = plan.needs;
  const auto said = plan.label_measure ? std::max(needs.labels, needs.positives) : needs.events;
  return std::max(said, plan.window.count);
}

// The chance that a share of `n` events passes the trigger when it is `healthy` in truth. What
// looks down is turned round: few hits are many misses.
double chance_of_share(const Condition& trigger, std::uint64_t n, double healthy) {
  const bool up = looks_up(trigger);
  const double limit = up ? trigger.low : 1 - trigger.low;
  const double truth = up ? healthy : 1 - healthy;
  if (trigger.confidence > 0) {
    const auto hits = fewest_surely_above(limit, n, trigger.confidence);
    return hits ? chance_of_at_least(*hits, n, truth) : 0;
  }
  const double at = limit * static_cast<double>(n);
  const bool or_equal = trigger.kind == Kind::greater_equal || trigger.kind == Kind::less_equal;
  constexpr double kRounding = 1e-9;
  const double hits = or_equal ? std::ceil(at - kRounding) : std::floor(at + kRounding) + 1;
  return chance_of_at_least(static_cast<std::uint64_t>(hits), n, truth);
}

// Of distances the healthy value is no difference; what is not known in advance gives nothing.
std::optional<double> chance_of_distance(std::string_view name, const Condition& trigger,
                                         double n) {
  if (!looks_up(trigger)) return std::nullopt;
  double chance = 0;
  if (name == "ks")
    chance = 2 * std::exp(-2 * n * trigger.low * trigger.low);
  else if (name == "psi")
    chance = chance_of_chi_square(n * trigger.low, kDeciles - 1);
  else
    return std::nullopt;
  const double doubt = trigger.confidence > 0 ? 1 - trigger.confidence : 1;
  return std::min(chance, doubt);
}

std::optional<double> chance_of_breach(const MonitorPlan& plan) {
  const auto n = fewest(plan);
  const auto* call = only_aggregate(plan);
  if (n == 0 || !call || plan.rungs.empty()) return std::nullopt;
  const auto& mildest = plan.rungs.front();
  if (call->def->needs.reference)
    return chance_of_distance(call->def->name, mildest.trigger, static_cast<double>(n));
  if (!is_share_of_events(plan) || mildest.until_clear || !is_one_sided(mildest))
    return std::nullopt;
  return chance_of_share(mildest.trigger, n, mildest.until.low);
}

std::size_t members_of(const MonitorPlan& plan, const Schema& schema) {
  if (plan.by.fields.empty()) return 1;
  std::size_t members = 1;
  for (const auto& field : plan.by.fields) {
    const double span = field.field == kNoField
                            ? 0
                            : schema.fields[field.field].high - schema.fields[field.field].low;
    const auto named = !field.members.empty()            ? field.members.size()
                       : plan.by.top > 0                 ? plan.by.top
                       : span > 0 && span < kMostMembers ? static_cast<std::size_t>(span) + 1
                                                         : 1;
    members = std::min(kMostMembers, members * named);
  }
  if (plan.by.top > 0) members = std::min(members, plan.by.top);
  return members + (plan.by.overall ? 1 : 0);
}

// How many windows that share no row have to pass the trigger one after the other.
double tests_in_a_row(const MonitorPlan& plan) {
  const auto& rung = plan.rungs.front();
  const auto held = rung.of_n > 0 ? plan.window.every * rung.of_n : rung.hold;
  return std::max(1.0, std::floor(static_cast<double>(held.count()) /
                                  static_cast<double>(plan.window.length.count())));
}

struct Alarms {
  std::size_t tests = 0;  // members
  double a_week = 0;
};

Alarms false_alarms(const MonitorPlan& plan, const Schema& schema) {
  const auto chance = plan.window.length.count() > 0 ? chance_of_breach(plan) : std::nullopt;
  if (!chance) return {};
  const auto tests = members_of(plan, schema);
  const double windows =
      static_cast<double>(kWeek.count()) / static_cast<double>(plan.window.length.count());
  // A run of breaches begins behind a window without one.
  const double begin = std::pow(*chance, tests_in_a_row(plan)) * (1 - *chance);
  return {tests, static_cast<double>(tests) * windows * begin};
}

void tell(Checking& c, std::size_t monitor, const Alarms& alarms) {
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
  if (first.after <= kLongWait) return;
  auto& d = c.diagnostics.lint(
      "L024", source.name,
      fmt::format("`{}` cannot say anything about a full window before {} after the start",
                  plan.name, format_duration(first.after)));
  d.notes.push_back(fmt::format("that is {}", first.sum));
}

}  // namespace

void lint_noise(Checking& c) {
  Alarms rest;
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
