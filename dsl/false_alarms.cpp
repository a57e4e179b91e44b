#include "dsl/false_alarms.hpp"

#include "dsl/catalogue.hpp"
#include "dsl/scatter.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::dsl {
namespace {

using Kind = Condition::Kind;

constexpr Duration kWeek = 7 * kDay;
constexpr std::size_t kMostMembers = 10'000;
constexpr double kDeciles = 10;

const AggregateCall* only_aggregate(const MonitorPlan& plan) {
  const auto* measure = plan.measure.get();
  if (!measure || measure->op != WindowOp::aggregate) return nullptr;
  const auto& call = plan.aggregates[measure->aggregate];
  return call.on ? nullptr : &call;
}

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

// How many windows that share no row have to pass the trigger one after the other: the one with
// which a hold begins, and those that fit into it.
double tests_in_a_row(const MonitorPlan& plan) {
  const auto& rung = plan.rungs.front();
  const auto held = rung.of_n > 0 ? plan.window.every * (rung.of_n - 1) : rung.hold;
  return 1 + std::floor(static_cast<double>(held.count()) /
                        static_cast<double>(plan.window.length.count()));
}

}  // namespace

bool looks_up(const Condition& c) {
  return c.kind == Kind::greater || c.kind == Kind::greater_equal;
}
bool looks_down(const Condition& c) { return c.kind == Kind::less || c.kind == Kind::less_equal; }

bool is_share_of_events(const MonitorPlan& plan) {
  const auto* call = only_aggregate(plan);
  return call && call->def->certainty == Certainty::interval &&
         plan.measure->type.is(TypeKind::share);
}

bool is_one_sided(const RungPlan& rung) {
  return looks_up(rung.trigger) || looks_down(rung.trigger);
}

FalseAlarms false_alarms(const MonitorPlan& plan, const Schema& schema) {
  const auto chance = plan.window.length.count() > 0 ? chance_of_breach(plan) : std::nullopt;
  if (!chance) return {};
  const auto tests = members_of(plan, schema);
  const double windows =
      static_cast<double>(kWeek.count()) / static_cast<double>(plan.window.length.count());
  // A run of breaches begins behind a window without one.
  const double begin = std::pow(*chance, tests_in_a_row(plan)) * (1 - *chance);
  return {tests, static_cast<double>(tests) * windows * begin};
}

}  // namespace tocsin::dsl
