#include "changes/rungs.hpp"

#include "changes/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace tocsin::changes {
namespace {

using dsl::Condition;
using dsl::RungPlan;
using Kind = Condition::Kind;

bool is_below(Kind kind) { return kind == Kind::less || kind == Kind::less_equal; }
bool is_above(Kind kind) { return kind == Kind::greater || kind == Kind::greater_equal; }
bool is_closed(Kind kind) { return kind == Kind::less_equal || kind == Kind::greater_equal; }

// How much more the condition holds for than before: > 0 more, < 0 less, 0 cannot be said.
double widened(const Condition& old, const Condition& now) {
  if (is_below(old.kind) && is_below(now.kind) && old.low != now.low) return now.low - old.low;
  if (is_above(old.kind) && is_above(now.kind) && old.low != now.low) return old.low - now.low;
  const bool of_one_side =
      (is_below(old.kind) && is_below(now.kind)) || (is_above(old.kind) && is_above(now.kind));
  if (of_one_side && old.kind != now.kind) return is_closed(now.kind) - is_closed(old.kind);
  if (old.kind == now.kind && old.low == now.low && old.high == now.high)
    return old.confidence - now.confidence;  // less certainty is asked for
  if (old.kind != now.kind || (old.kind != Kind::outside && old.kind != Kind::inside)) return 0;
  const double wider_below = old.low - now.low;
  const double wider_above = now.high - old.high;
  if (wider_below * wider_above < 0) return 0;
  const double wider = wider_below + wider_above;
  return old.kind == Kind::inside ? wider : -wider;
}

bool moved_on_one_side(const Condition& old, const Condition& now) {
  if (old.kind != Kind::outside && old.kind != Kind::inside) return old.low != now.low;
  return (old.low == now.low) != (old.high == now.high);
}

bool is_same_type(const dsl::Type& a, const dsl::Type& b) {
  return a.kind == b.kind && a.unit == b.unit;
}

const dsl::Type& type_of(MonitorOf of) { return of.monitor.measure->type; }

std::string hold_text(const RungPlan& rung) {
  if (rung.of_m > 0) return fmt::format("{} of {}", rung.of_n, rung.of_m);
  return rung.hold.count() > 0 ? format_duration(rung.hold) : "";
}

std::string until_text(const RungPlan& rung, const dsl::Type& type) {
  auto text = rung.until_clear ? "clear" : condition_text(rung.until, type);
  if (rung.clear_hold.count() > 0) text += " for " + format_duration(rung.clear_hold);
  return text;
}

// Whether `late` never fires before `soon` would, as far as their holds go.
bool fires_no_sooner(const RungPlan& late, const RungPlan& soon) {
  if (soon.of_m == 0 && soon.hold.count() == 0) return true;
  if ((late.of_m == 0) != (soon.of_m == 0)) return false;
  if (soon.of_m == 0) return late.hold >= soon.hold;
  const auto more_breaches = std::int64_t{late.of_n} - soon.of_n;
  const auto more_ticks = std::int64_t{late.of_m} - soon.of_m;
  return more_breaches >= std::max(more_ticks, std::int64_t{0});
}

const RungPlan* rung_of(MonitorOf of, const std::string& severity) {
  for (const auto& rung : of.monitor.rungs)
    if (severity_name(of.plan, rung.severity) == severity) return &rung;
  return nullptr;
}

Direction direction_of(double wider) {
  return wider > 0 ? Direction::stricter : wider < 0 ? Direction::looser : Direction::none;
}

// The rungs of one severity in both versions.
class RungComparison {
 public:
  RungComparison(const std::string& subject, std::string severity, MonitorOf old, MonitorOf now,
                 std::vector<Change>& changes)
      : subject_(subject),
        severity_(std::move(severity)),
        old_type_(type_of(old)),
        now_type_(type_of(now)),
        changes_(changes) {}

  void run(const RungPlan& old, const RungPlan& now) {
    trigger(old.trigger, now.trigger, now.span);
    hold(old, now);
    until(old, now);
  }

 private:
  Change& say(std::string_view word, Aspect aspect, std::string before, std::string after,
              dsl::Span span) {
    Change change{.aspect = aspect,
                  .subject = subject_,
                  .part = fmt::format("{} {}", severity_, word),
                  .before = std::move(before),
                  .after = std::move(after),
                  .where = Where{false, span}};
    return changes_.emplace_back(std::move(change));
  }

  void trigger(const Condition& old, const Condition& now, dsl::Span span) {
    auto before = condition_text(old, old_type_);
    auto after = condition_text(now, now_type_);
    if (before == after) return;
    auto& change = say("when", Aspect::threshold, std::move(before), std::move(after), span);
    if (!is_same_type(old_type_, now_type_)) return;
    const double wider = widened(old, now);
    change.direction = direction_of(wider);
    if (wider != 0 && moved_on_one_side(old, now)) change.by = distance_text(wider, now_type_);
  }

  void hold(const RungPlan& old, const RungPlan& now) {
    const auto before = hold_text(old), after = hold_text(now);
    if (before == after) return;
    auto& change = say("for", Aspect::timing, before, after, now.span);
    if (fires_no_sooner(now, old)) change.direction = Direction::looser;
    if (fires_no_sooner(old, now)) change.direction = Direction::stricter;
  }

  void until(const RungPlan& old, const RungPlan& now) {
    auto before = until_text(old, old_type_), after = until_text(now, now_type_);
    if (before == after) return;
    auto& change = say("until", Aspect::timing, std::move(before), std::move(after), now.span);
    const bool moved = !old.until_clear && !now.until_clear && is_same_type(old_type_, now_type_);
    const double easier = moved ? widened(old.until, now.until) : 0;
    const auto longer = (now.clear_hold - old.clear_hold).count();
    if (easier != 0 && longer == 0) change.note = easier > 0 ? "clears earlier" : "clears later";
    const bool same_end = old.until_clear == now.until_clear && easier == 0;
    if (longer != 0 && same_end) change.note = longer > 0 ? "clears later" : "clears earlier";
  }

  const std::string& subject_;
  std::string severity_;
  const dsl::Type& old_type_;
  const dsl::Type& now_type_;
  std::vector<Change>& changes_;
};

Change whole_rung(const std::string& subject, MonitorOf of, const RungPlan& rung, bool is_old) {
  const auto text = rung_text(rung, type_of(of));
  return {.aspect = Aspect::threshold,
          .subject = subject,
          .part = severity_name(of.plan, rung.severity) + " when",
          .before = is_old ? text : "",
          .after = is_old ? "" : text,
          .direction = is_old ? Direction::looser : Direction::stricter,
          .where = Where{is_old, rung.span}};
}

}  // namespace

std::string rung_text(const RungPlan& rung, const dsl::Type& type) {
  auto text = condition_text(rung.trigger, type);
  if (const auto hold = hold_text(rung); !hold.empty()) text += " for " + hold;
  if (const auto until = until_text(rung, type); until != "clear") text += " until " + until;
  return text;
}

void compare_rungs(const std::string& subject, MonitorOf old, MonitorOf now,
                   std::vector<Change>& changes) {
  for (const auto& rung : now.monitor.rungs) {
    const auto& severity = severity_name(now.plan, rung.severity);
    if (const auto* before = rung_of(old, severity))
      RungComparison(subject, severity, old, now, changes).run(*before, rung);
    else
      changes.push_back(whole_rung(subject, now, rung, false));
  }
  for (const auto& rung : old.monitor.rungs)
    if (!rung_of(now, severity_name(old.plan, rung.severity)))
      changes.push_back(whole_rung(subject, old, rung, true));
}

std::vector<std::string> rungs_only_in(MonitorOf one, MonitorOf other) {
  std::vector<std::string> names;
  for (const auto& rung : one.monitor.rungs)
    if (const auto& name = severity_name(one.plan, rung.severity); !rung_of(other, name))
      names.push_back(name);
  return names;
}

}  // namespace tocsin::changes
