#include "dryrun/rule_test.hpp"

#include "dryrun/invented_rows.hpp"
#include "dryrun/replay.hpp"
#include "dryrun/test_record.hpp"
#include "dsl/value_text.hpp"
#include "engine/engine.hpp"
#include "engine/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

namespace tocsin::dryrun {
namespace {

using Kind = dsl::ExpectPlan::Kind;

// The plan with the monitors in scope alone, and their numbers there.
struct Scope {
  std::shared_ptr<const dsl::Plan> plan;
  std::map<std::size_t, std::size_t> number;  // in the whole plan -> in this one
};

Scope narrow(const dsl::Plan& plan, const dsl::TestPlan& test) {
  std::set<std::size_t> wanted(test.scope.begin(), test.scope.end());
  for (const auto& expect : test.expects)
    wanted.insert(expect.monitors.begin(), expect.monitors.end());
  Scope scope;
  auto copy = std::make_shared<dsl::Plan>(plan);
  copy->monitors.clear();
  for (const std::size_t monitor : wanted) {
    scope.number[monitor] = copy->monitors.size();
    copy->monitors.push_back(plan.monitors[monitor]);
  }
  // Invented labels stand in their rows and bring the time at which they are known.
  for (auto& model : copy->models) model.schema.labels_apart = false;
  scope.plan = std::move(copy);
  return scope;
}

class TestRun {
 public:
  TestRun(const dsl::Plan& plan, const dsl::TestPlan& test)
      : whole_(plan), test_(test), scope_(narrow(plan, test)), record_(*scope_.plan) {}

  Result<TestResult> run();

 private:
  Result<void> start();
  std::vector<std::size_t> monitors(const dsl::ExpectPlan& expect) const;
  Instant tick_of(const dsl::ExpectPlan& expect) const;
  void pass(Instant to) { record_.add(engine_->advance(to)); }
  void check(const dsl::ExpectPlan& expect);
  bool holds(const dsl::ExpectPlan& expect) const;
  bool holds_at(const dsl::ExpectPlan& expect, Instant at) const;
  bool is_in_time(const dsl::ExpectPlan& expect, Instant at) const;
  bool has_value(const dsl::ExpectPlan& expect, const Reading& reading) const;
  void check_closed_world();
  void fail_with(const dsl::ExpectPlan& expect);
  std::string last_values(const dsl::ExpectPlan& expect, Instant at) const;

  const dsl::Plan& whole_;
  const dsl::TestPlan& test_;
  Scope scope_;
  TestRecord record_;
  std::unique_ptr<engine::Engine> engine_;
  TestResult result_;
};

Result<void> TestRun::start() {
  std::map<std::string, std::string> files;
  for (const auto& [key, file] : test_.references) {
    const auto& model = whole_.models[key.first];
    files[model.schema.model + "." + model.references[key.second].name] =
        (std::filesystem::path(whole_.root) / file).string();
  }
  auto references = load_references(*scope_.plan, files);
  if (!references) return tl::unexpected(std::move(references.error()));
  engine_ = std::make_unique<engine::Engine>(scope_.plan, std::move(*references), test_.clock);
  std::set<std::size_t> models;
  for (const auto& send : test_.sends) models.insert(send.model);
  for (const std::size_t model : models)
    engine_->ingest(model, invent(scope_.plan->models[model].schema, model, test_));
  return {};
}

// An ignored monitor may alert unseen; what it tells a channel is a message like any other.
std::vector<std::size_t> TestRun::monitors(const dsl::ExpectPlan& expect) const {
  const bool of_messages = expect.kind == Kind::notified || expect.kind == Kind::no_message;
  const auto& named = expect.monitors.empty() ? test_.scope : expect.monitors;
  std::vector<std::size_t> numbers;
  for (const std::size_t monitor : named) {
    const bool ignored =
        std::find(test_.ignored.begin(), test_.ignored.end(), monitor) != test_.ignored.end();
    if (!ignored || of_messages || !expect.monitors.empty())
      numbers.push_back(scope_.number.at(monitor));
  }
  return numbers;
}

// `at T` looks at the state after the first tick at or after T.
Instant TestRun::tick_of(const dsl::ExpectPlan& expect) const {
  Instant tick = *expect.at;
  for (const std::size_t number : monitors(expect)) {
    const auto& monitor = scope_.plan->monitors[number];
    tick =
        std::max(tick, engine::first_tick(monitor, scope_.plan->models[monitor.model], *expect.at));
  }
  return tick;
}

bool TestRun::is_in_time(const dsl::ExpectPlan& expect, Instant at) const {
  return at >= expect.from.value_or(test_.clock) && at <= expect.to.value_or(kForever);
}

bool TestRun::has_value(const dsl::ExpectPlan& expect, const Reading& reading) const {
  if (reading.sample.kind != SampleKind::value) return false;
  const double value = reading.sample.value;
  if (expect.compare == dsl::Condition::Kind::equal)
    return std::abs(value - expect.value) <= expect.within;
  dsl::Condition condition;
  condition.kind = expect.compare;
  condition.low = expect.value;
  return condition.holds(value);
}

bool TestRun::holds_at(const dsl::ExpectPlan& expect, Instant at) const {
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

bool TestRun::holds(const dsl::ExpectPlan& expect) const {
  const auto monitors = this->monitors(expect);
  const Instant from = expect.from.value_or(test_.clock);
  const Instant to = expect.to.value_or(test_.end);
  switch (expect.kind) {
    case Kind::severity: {
      const Instant first = record_.first(monitors, expect.where, expect.severity);
      return first != kForever && is_in_time(expect, first);
    }
    case Kind::no_alert: return record_.firing(monitors, expect.where, from, to).empty();
    case Kind::notified:
    case Kind::no_message: {
      const auto times = record_.notified(scope_.plan->channels[expect.channel].name, monitors);
      const bool any = std::any_of(times.begin(), times.end(),
                                   [&](Instant at) { return is_in_time(expect, at); });
      return any == (expect.kind == Kind::notified);
    }
    default: return holds_at(expect, expect.at ? tick_of(expect) : test_.end);
  }
}

std::string TestRun::last_values(const dsl::ExpectPlan& expect, Instant at) const {
  std::vector<std::string> texts;
  for (const std::size_t monitor : monitors(expect))
    for (const auto& reading : record_.readings(monitor, expect.where, at)) {
      const auto& plan = scope_.plan->monitors[monitor];
      const bool known = reading.sample.kind == SampleKind::value;
      texts.push_back(fmt::format("{}{}{} is {}", plan.name, reading.segment.empty() ? "" : " ",
                                  reading.segment,
                                  known ? dsl::value_text(reading.sample.value, plan.measure->type)
                                        : std::string(reading.sample.reason)));
    }
  return fmt::format("{}", fmt::join(texts, "; "));
}

void TestRun::fail_with(const dsl::ExpectPlan& expect) {
  const auto monitors = this->monitors(expect);
  TestFailure failure{.expectation = expect.span,
                      .rule = {},
                      .expected = expect.text,
                      .happened = {},
                      .timeline = {}};
  if (!monitors.empty()) failure.rule = scope_.plan->monitors[monitors.front()].span;
  failure.happened = record_.story(monitors, expect.where, test_.clock);
  Instant about = expect.to.value_or(test_.end);
  if (expect.at) {
    about = tick_of(expect);
    failure.happened +=
        fmt::format("; at {} {}", offset_text(about, test_.clock), last_values(expect, about));
  }
  if (expect.kind == Kind::severity)
    if (const Instant first = record_.first(monitors, expect.where, expect.severity);
        first != kForever)
      about = first;
  if (expect.kind == Kind::notified || expect.kind == Kind::no_message) {
    std::vector<std::string> times;
    for (const Instant at : record_.notified(scope_.plan->channels[expect.channel].name, monitors))
      times.push_back(offset_text(at, test_.clock));
    failure.happened +=
        times.empty() ? "; no message" : fmt::format("; messages at {}", fmt::join(times, ", "));
  }
  for (const std::size_t monitor : monitors)
    if (failure.timeline.empty()) failure.timeline = record_.timeline(monitor, about, test_.clock);
  result_.failures.push_back(std::move(failure));
}

void TestRun::check(const dsl::ExpectPlan& expect) {
  if (expect.at && tick_of(expect) != *expect.at)
    result_.roundings.push_back(
        {expect.span,
         fmt::format("{} is no tick, looked at {}", offset_text(*expect.at, test_.clock),
                     offset_text(tick_of(expect), test_.clock))});
  if (!holds(expect)) fail_with(expect);
}

// Every alert that reaches delivery and that no expectation names fails the test.
void TestRun::check_closed_world() {
  std::set<std::pair<std::size_t, int>> known;
  for (const auto& expect : test_.expects)
    if (expect.kind == Kind::severity || expect.kind == Kind::severity_at)
      for (const std::size_t monitor : expect.monitors)
        known.emplace(scope_.number.at(monitor), expect.severity);
  std::vector<std::size_t> watched;
  for (const std::size_t monitor : test_.scope)
    if (std::find(test_.ignored.begin(), test_.ignored.end(), monitor) == test_.ignored.end())
      watched.push_back(scope_.number.at(monitor));
  for (const auto& alert : record_.told(watched)) {
    if (alert.at > test_.end || !known.emplace(alert.monitor, alert.severity).second) continue;
    const auto& plan = scope_.plan->monitors[alert.monitor];
    const auto& severity = scope_.plan->severities.names[static_cast<std::size_t>(alert.severity)];
    const std::string segment = alert.segment.empty() ? "" : " [" + alert.segment + "]";
    result_.failures.push_back(
        {.expectation = test_.span,
         .rule = plan.span,
         .expected = fmt::format("no {} from {}", severity, plan.name),
         .happened = fmt::format("{} from {}{} at {}; expect it, or `ignore {}`", severity,
                                 plan.name, segment, offset_text(alert.at, test_.clock), plan.name),
         .timeline = record_.timeline(alert.monitor, alert.at, test_.clock)});
  }
}

Result<TestResult> TestRun::run() {
  result_.title = test_.title;
  result_.span = test_.span;
  if (auto started = start(); !started) return tl::unexpected(std::move(started.error()));
  Instant end = test_.end;
  for (const auto& expect : test_.expects)
    if (expect.at) end = std::max(end, tick_of(expect));
  pass(end);
  for (const auto& expect : test_.expects) check(expect);
  check_closed_world();
  return std::move(result_);
}

}  // namespace

Result<TestResult> run_test(const dsl::Plan& plan, const dsl::TestPlan& test) {
  auto result = TestRun(plan, test).run();
  if (!result) return tl::unexpected(std::move(result.error()).within("test \"{}\"", test.title));
  return result;
}

}  // namespace tocsin::dryrun
