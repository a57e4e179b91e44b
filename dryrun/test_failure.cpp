// What to say about an expectation that does not hold: what happened, when, and by which rule.
#include "dryrun/test_judge.hpp"
#include "dsl/value_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tocsin::dryrun {
namespace {

using Kind = dsl::ExpectPlan::Kind;

constexpr std::size_t kMessages = 6;  // told with their times
constexpr std::size_t kHeld = 4;      // of what held back
constexpr std::size_t kTimes = 3;     // of a timeline
constexpr std::size_t kValues = 5;    // of segments, told in one line

bool is_of_messages(Kind kind) {
  return kind == Kind::notified || kind == Kind::no_message || kind == Kind::digest;
}

bool is_state(Kind kind) {
  return kind != Kind::severity && kind != Kind::no_alert && kind != Kind::held_back &&
         !is_of_messages(kind);
}

std::string bracketed(const std::string& segment) {
  return segment.empty() ? "" : " [" + segment + "]";
}

}  // namespace

// The rung of this severity; the head of the monitor where a gap has it, or none is meant.
dsl::Span TestJudge::rule_of(std::size_t monitor, int severity) const {
  const auto& plan = scope_.plan->monitors[monitor];
  const auto rung = std::ranges::find(plan.rungs, severity, &dsl::RungPlan::severity);
  return rung == plan.rungs.end() ? plan.span : rung->span;
}

// The times that explain the failure: when what was not expected happened, and what was expected
// should have.
std::vector<Instant> TestJudge::times_of(const dsl::ExpectPlan& expect) const {
  std::vector<Instant> times;
  if (is_state(expect.kind)) return {looked_at(expect)};
  if (expect.kind == Kind::no_alert)
    for (const auto& alert : firing(expect)) times.push_back(alert.at);
  if (is_of_messages(expect.kind)) times = messages_of(expect);
  if (expect.kind == Kind::severity)
    times.push_back(record_.first(monitors(expect), expect.where, expect.severity));
  std::erase(times, kForever);
  if (times.size() > kTimes) times.resize(kTimes);
  if (expect.kind == Kind::no_alert || expect.kind == Kind::no_message) return times;
  if (expect.from) times.push_back(*expect.from);
  times.push_back(expect.to.value_or(end_));
  return times;
}

// Whose readings are shown: the monitor that alerted or spoke, else the first that was judged.
std::size_t TestJudge::culprit(const dsl::ExpectPlan& expect) const {
  const auto all = monitors(expect);
  if (expect.kind == Kind::no_alert) return firing(expect).front().monitor;
  if (expect.kind == Kind::no_message)
    if (const auto told = record_.told(all); !told.empty()) return told.front().monitor;
  const auto has_readings = [&](std::size_t monitor) {
    return !record_.readings(monitor, expect.where, end_).empty();
  };
  const auto found = std::ranges::find_if(all, has_readings);
  return found == all.end() ? all.front() : *found;
}

// Two numbers that read the same need not be equal.
std::string TestJudge::value_seen(const dsl::ExpectPlan& expect, std::size_t monitor,
                                  double value) const {
  const auto& type = scope_.plan->monitors[monitor].measure->type;
  auto text = dsl::value_text(value, type);
  const bool asked = expect.kind == Kind::value && expect.compare == dsl::Condition::Kind::equal &&
                     value != expect.value;
  if (asked && text == dsl::value_text(expect.value, type))
    text += ", but for the last digits: say `within`";
  return text;
}

std::string TestJudge::last_values(const dsl::ExpectPlan& expect, Instant at) const {
  std::vector<std::string> texts;
  for (const std::size_t monitor : monitors(expect))
    for (const auto& reading : record_.readings(monitor, expect.where, at)) {
      const bool known = reading.sample.kind == SampleKind::value;
      texts.push_back(fmt::format(
          "{}{} is {}", scope_.plan->monitors[monitor].name, bracketed(reading.segment),
          known ? value_seen(expect, monitor, reading.sample.value) : reading.sample.reason));
    }
  if (texts.empty()) return "nothing was judged";
  if (texts.size() > kValues) {
    const auto more = texts.size() - kValues;
    texts.resize(kValues);
    texts.push_back(fmt::format("{} more", more));
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

// What held it back, and from when to when.
std::string TestJudge::held_text(const dsl::ExpectPlan& expect) const {
  auto all = record_.held(monitors(expect), expect.where, test_.clock, end_);
  if (all.empty()) return "never held back";
  std::vector<std::string> texts;
  if (all.size() > kHeld) all.resize(kHeld);
  for (const auto& record : all)
    texts.push_back(fmt::format(
        "{}{} held back from {}{}: {}", record.alert.monitor, bracketed(record.alert.segment),
        offset(record.from), record.to ? " to " + offset(*record.to) : "", text_of(record.cause)));
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string TestJudge::happened(const dsl::ExpectPlan& expect) const {
  auto text = record_.story(monitors(expect), expect.where, test_.clock);
  if (is_state(expect.kind)) {
    const Instant at = looked_at(expect);
    return fmt::format("{}; at {} {}", text, offset(at), last_values(expect, at));
  }
  if (expect.kind == Kind::held_back) return fmt::format("{}; {}", text, held_text(expect));
  if (!is_of_messages(expect.kind)) return text;
  std::vector<std::string> times;
  const auto messages = messages_of(expect);
  for (const Instant at : messages) times.push_back(offset(at));
  if (times.size() > kMessages) {
    times.resize(kMessages);
    times.push_back(fmt::format("{} more", messages.size() - kMessages));
  }
  const auto& channel = scope_.plan->channels[expect.channel].name;
  const auto* what = expect.kind == Kind::digest ? "digest" : "message";
  return times.empty()
             ? fmt::format("{}; no {} to {}", text, what, channel)
             : fmt::format("{}; {}s to {} at {}", text, what, channel, fmt::join(times, ", "));
}

TestFailure TestJudge::failure(const dsl::ExpectPlan& expect) const {
  TestFailure failure;
  failure.expectation = expect.span;
  failure.expected = expect.text;
  failure.happened = happened(expect);
  if (monitors(expect).empty()) return failure;
  const std::size_t monitor = culprit(expect);
  const int severity =
      expect.kind == Kind::no_alert ? firing(expect).front().severity : expect.severity;
  failure.rule = rule_of(monitor, severity);
  failure.timeline = record_.timeline(monitor, expect.where, times_of(expect), test_.clock);
  return failure;
}

std::vector<TestFailure> TestJudge::unanswered() const {
  std::vector<TestFailure> failures;
  for (const auto& said : test_.acknowledgements) {
    std::vector<std::size_t> monitors;
    for (const std::size_t monitor : said.monitors)
      monitors.push_back(scope_.monitor_number.at(monitor));
    const bool fires = !record_.firing(monitors, said.where, said.at, said.at).empty();
    if (fires && record_.is_answered(said.at)) continue;
    const std::size_t shown = monitors.front();
    failures.push_back({.expectation = said.span,
                        .rule = scope_.plan->monitors[shown].span,
                        .expected = fmt::format("an incident at {} to answer", offset(said.at)),
                        .happened = fmt::format(
                            "{}; {}", fires ? "no incident is open then" : "nothing fires then",
                            record_.story(monitors, said.where, test_.clock)),
                        .timeline = record_.timeline(shown, said.where, {said.at}, test_.clock)});
  }
  return failures;
}

std::vector<TestFailure> TestJudge::unexpected() const {
  std::set<std::pair<std::size_t, int>> known;
  for (const auto& expect : test_.expects)
    if (expect.kind == Kind::severity || expect.kind == Kind::severity_at)
      for (const std::size_t monitor : expect.monitors)
        known.emplace(scope_.monitor_number.at(monitor), expect.severity);
  std::vector<std::size_t> watched;
  for (const std::size_t monitor : test_.scope)
    if (std::ranges::find(test_.ignored, monitor) == test_.ignored.end())
      watched.push_back(scope_.monitor_number.at(monitor));
  std::vector<TestFailure> failures;
  for (const auto& alert : record_.told(watched)) {
    if (alert.at > end_ || !known.emplace(alert.monitor, alert.severity).second) continue;
    const auto& plan = scope_.plan->monitors[alert.monitor];
    const auto& severity = scope_.plan->severities.names[static_cast<std::size_t>(alert.severity)];
    failures.push_back(
        {.expectation = test_.span,
         .rule = rule_of(alert.monitor, alert.severity),
         .expected = fmt::format("no {} from {}", severity, plan.name),
         .happened =
             fmt::format("{} from {}{} at {} ({}); expect it, or `ignore {}`", severity, plan.name,
                         bracketed(alert.segment), offset(alert.at), alert.reason, plan.name),
         .timeline = record_.timeline(alert.monitor, {}, {alert.at}, test_.clock)});
  }
  return failures;
}

}  // namespace tocsin::dryrun
