#include "dryrun/test_judge.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace tocsin::dryrun {
namespace {

using Kind = dsl::ExpectPlan::Kind;

// What `held back by` calls it: a mute by its name, `silence`, the monitor that suppresses.
bool is_called(const HoldCause& cause, const std::string& name) {
  switch (cause.kind) {
    case HoldKind::trial: return false;
    case HoldKind::silence: return name == "silence";
    case HoldKind::mute: return name == cause.name;
    case HoldKind::suppression:
      return name == cause.source.monitor ||
             name == cause.source.model + "." + cause.source.monitor;
  }
  return false;
}

}  // namespace

bool TestJudge::is_in_time(const dsl::ExpectPlan& expect, Instant at) const {
  return at >= expect.from.value_or(test_.clock) && at <= expect.to.value_or(kForever);
}

Instant TestJudge::looked_at(const dsl::ExpectPlan& expect) const {
  return expect.at ? tick_of(scope_, test_, expect) : end_;
}

bool TestJudge::has_value(const dsl::ExpectPlan& expect, const Reading& reading) const {
  if (reading.sample.kind != SampleKind::value) return false;
  const double value = reading.sample.value;
  if (expect.compare == dsl::Condition::Kind::equal)
    return std::abs(value - expect.value) <= expect.within;
  dsl::Condition condition;
  condition.kind = expect.compare;
  condition.low = expect.value;
  return condition.holds(value);
}

bool TestJudge::holds_at(const dsl::ExpectPlan& expect, Instant at) const {
  std::vector<Reading> readings;
  for (const std::size_t monitor : monitors(expect))
    for (auto& reading : record_.readings(monitor, expect.where, at))
      readings.push_back(std::move(reading));
  if (readings.empty()) return false;
  const auto any = [&](auto&& is) { return std::any_of(readings.begin(), readings.end(), is); };
  const auto all = [&](auto&& is) { return std::all_of(readings.begin(), readings.end(), is); };
  int worst = -1;
  for (const auto& reading : readings) worst = std::max(worst, reading.severity);
  switch (expect.kind) {
    case Kind::severity_at: return worst == expect.severity;
    case Kind::is_pending:
      return worst < 0 && any([](const Reading& r) { return r.phase == AlertPhase::pending; });
    case Kind::is_ok:
      return all([](const Reading& r) {
        return r.phase == AlertPhase::ok && r.sample.kind == SampleKind::value;
      });
    case Kind::is_no_data:
      return any([](const Reading& r) { return r.sample.kind == SampleKind::empty; });
    case Kind::is_too_few:
      return any([](const Reading& r) { return r.sample.kind == SampleKind::few; });
    case Kind::value: return any([&](const Reading& r) { return has_value(expect, r); });
    default: return false;
  }
}

std::vector<Instant> TestJudge::messages_of(const dsl::ExpectPlan& expect) const {
  const auto& channel = scope_.plan->channels[expect.channel].name;
  return expect.kind == Kind::digest ? record_.digests(channel, monitors(expect))
                                     : record_.notified(channel, monitors(expect));
}

std::vector<TestRecord::Firing> TestJudge::firing(const dsl::ExpectPlan& expect) const {
  return record_.firing(monitors(expect), expect.where, expect.from.value_or(test_.clock),
                        expect.to.value_or(end_));
}

std::vector<HeldBack> TestJudge::held(const dsl::ExpectPlan& expect) const {
  return record_.held(monitors(expect), expect.where, expect.from.value_or(test_.clock),
                      expect.to.value_or(end_));
}

bool TestJudge::holds(const dsl::ExpectPlan& expect) const {
  switch (expect.kind) {
    case Kind::severity: {
      const Instant first = record_.first(monitors(expect), expect.where, expect.severity);
      return first != kForever && is_in_time(expect, first);
    }
    case Kind::no_alert: return firing(expect).empty();
    case Kind::held_back:
      return std::ranges::any_of(held(expect), [&](const HeldBack& record) {
        return expect.held_by.empty() || is_called(record.cause, expect.held_by);
      });
    case Kind::digest:
    case Kind::notified:
    case Kind::no_message: {
      const bool any = std::ranges::any_of(messages_of(expect),
                                           [&](Instant at) { return is_in_time(expect, at); });
      return any == (expect.kind != Kind::no_message);
    }
    default: return holds_at(expect, looked_at(expect));
  }
}

}  // namespace tocsin::dryrun
