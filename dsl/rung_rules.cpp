// What one rung alone can get wrong: it never fires, always fires, or clears at once.
#include "dsl/ladder.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

namespace tocsin::dsl {
namespace {

using Kind = Condition::Kind;

bool never_holds(const Condition& c, const Bounds& b) {
  switch (c.kind) {
    case Kind::less: return c.low <= b.low;
    case Kind::less_equal: return c.low < b.low;
    case Kind::greater: return c.low >= b.high;
    case Kind::greater_equal: return c.low > b.high;
    case Kind::equal: return c.low < b.low || c.low > b.high;
    case Kind::outside: return c.low <= b.low && c.high >= b.high;
    case Kind::inside: return c.high < b.low || c.low > b.high;
    default: return false;
  }
}

bool always_holds(const Condition& c, const Bounds& b) {
  switch (c.kind) {
    case Kind::less: return c.low > b.high;
    case Kind::less_equal: return c.low >= b.high;
    case Kind::greater: return c.low < b.low;
    case Kind::greater_equal: return c.low <= b.low;
    case Kind::not_equal: return c.low < b.low || c.low > b.high;
    case Kind::outside: return c.high < b.low || c.low > b.high;
    case Kind::inside: return c.low <= b.low && c.high >= b.high;
    default: return false;
  }
}

std::string bounds_text(const Measured& measured) {
  const auto& type = measured.value->type;
  const auto [low, high] = measured.bounds;
  if (high == kInfinity)
    return fmt::format("`{}` is never below {}", measured.text, show(type, low));
  if (low == -kInfinity)
    return fmt::format("`{}` is never above {}", measured.text, show(type, high));
  return fmt::format("`{}` lies between {} and {}", measured.text, show(type, low),
                     show(type, high));
}

// False when it was reported.
bool can_change(MonitorJob& job, const Condition& condition, Span span, bool is_until) {
  if (job.measured.value->type.is(TypeKind::boolean)) return true;
  const bool never = never_holds(condition, job.measured.bounds);
  const bool always = !is_until && always_holds(condition, job.measured.bounds);
  if (!never && !always) return true;
  auto& d = job.c.diagnostics.error(
      never ? "T3104" : "T3105", span,
      fmt::format("this condition {}: {}", never ? "can never be true" : "is always true",
                  bounds_text(job.measured)));
  d.related.push_back({job.measured.span, "the measure"});
  return false;
}

// Nothing but values at which the trigger does not hold may end the alert.
bool on_healthy_side(const Condition& trigger, const Condition& until) {
  const bool below = until.kind == Kind::less || until.kind == Kind::less_equal;
  const bool above = until.kind == Kind::greater || until.kind == Kind::greater_equal;
  switch (direction_of(trigger.kind)) {
    case Direction::up: return below && until.low <= trigger.low;
    case Direction::down: return above && until.low >= trigger.low;
    case Direction::outside:
      return until.kind == Kind::inside && until.low >= trigger.low && until.high <= trigger.high;
    case Direction::inside:
      return (until.kind == Kind::outside && until.low <= trigger.low &&
              until.high >= trigger.high) ||
             (below && until.low <= trigger.low) || (above && until.low >= trigger.high);
    case Direction::is_true: return until.kind == Kind::is_false;
    case Direction::is_false: return until.kind == Kind::is_true;
    case Direction::exact:
      return trigger.kind == Kind::equal ? until.kind == Kind::not_equal && until.low == trigger.low
                                         : until.kind == Kind::equal && until.low == trigger.low;
  }
  return false;
}

// `=` and `!=` only where the measure counts.
bool may_be_exact(MonitorJob& job, const Rung& rung) {
  if (direction_of(rung.plan.trigger.kind) != Direction::exact || job.measured.whole_number)
    return true;
  job.c.diagnostics.error(
      "T2127", rung.ast->trigger.span,
      fmt::format("`{}` on a measured {} is hardly ever exactly true; use `<=`, `>=`, `outside` "
                  "or `inside`",
                  rung.ast->trigger.op, describe(job.measured.value->type).substr(2)));
  return false;
}

}  // namespace

void check_rung(MonitorJob& job, const Rung& rung) {
  if (!rung.readable || !may_be_exact(job, rung)) return;
  const auto& [trigger, until] = std::pair(rung.plan.trigger, rung.plan.until);
  if (!can_change(job, trigger, rung.ast->trigger.span, false)) return;
  if (rung.plan.until_clear || !rung.until_readable) return;
  if (!on_healthy_side(trigger, until)) {
    auto& d = job.c.diagnostics.error(
        "T3106", rung.ast->until->trigger->span,
        fmt::format(
            "`until {}` lies on the bad side of the trigger `{}`; the alert would clear at once",
            until.text, trigger.text));
    d.related.push_back({rung.ast->trigger.span, "the trigger"});
    return;
  }
  can_change(job, until, rung.ast->until->trigger->span, true);
}

}  // namespace tocsin::dsl
