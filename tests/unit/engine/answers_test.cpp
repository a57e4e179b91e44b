// Who is told when nobody answers, and who is left alone when somebody has: rules over values that
// are given by hand, and every message that they lead to.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {
namespace {

using test::at;

constexpr double kWarn = 1, kPage = 2;

// Monitors `a` and `b` with the segments x and y, judged each minute: 1 warns, 2 pages.
const std::string kMonitors = R"(
watch m {
  service a "A fails" { measure promql "a" as number over 1m; by s of ["x", "y"]; warn when > 0.5; page when > 1.5; no data keep }
  service b "B fails" { measure promql "b" as number over 1m; by s of ["x", "y"]; warn when > 0.5; page when > 1.5; no data keep }
}
)";

// With the channels that the routes name.
std::string rules_of(const std::string& routes) {
  std::string text = test::kModelOfScene + kMonitors + routes;
  for (const std::string channel : {"team", "boss", "cto"})
    if (routes.find(channel) != std::string::npos) text += "channel " + channel + ": console {}\n";
  return text;
}

struct Value {
  std::string name;  // a/x
  std::string_view from, to;
  double value = 0;
};

struct Answer {
  std::string_view at, of;
  Duration lasts = 24h;
};

struct Case {
  std::string_view why;
  std::string routes;
  std::vector<Value> values;
  std::vector<Answer> answers;
  std::string_view heard_by;
  std::string story;
};

class Night {
 public:
  explicit Night(const Case& night) : case_(night), plan_(test::rules(rules_of(night.routes))) {
    engine_ = std::make_unique<Engine>(plan_, References{}, test::kMonday);
    for (const std::string name : {"a/x", "a/y", "b/x", "b/y"}) give(name);
    for (const auto& answer : night.answers) engine_->acknowledge(said(answer));
  }

  // With `saves` the state goes through its bytes each seven minutes.
  Outcome run(bool saves) {
    Outcome all;
    for (Instant now = test::kMonday; now <= at("5h"); now += 7min) {
      auto next = engine_->advance(now);
      std::ranges::move(next.messages, std::back_inserter(all.messages));
      std::ranges::move(next.incidents, std::back_inserter(all.incidents));
      if (!saves) continue;
      auto other = std::make_unique<Engine>(plan_, References{}, test::kMonday);
      REQUIRE(other->load(engine_->save()));
      CHECK(other->save() == engine_->save());
      engine_ = std::move(other);
    }
    return all;
  }

  Engine& engine() { return *engine_; }

 private:
  void give(const std::string& name) {
    for (Instant now = test::kMonday; now <= at("5h"); now += 1min) {
      double value = 0;
      for (const auto& one : case_.values)
        if (one.name == name && now >= at(one.from) && now < at(one.to)) value = one.value;
      engine_->answer(name[0] == 'a' ? 0 : 1, {{"s", name.substr(2)}}, now, value);
    }
  }

  static Acknowledgement said(const Answer& answer) {
    Acknowledgement one{.at = at(answer.at), .by = "ann", .lasts = answer.lasts};
    one.monitors = {answer.of[0] == 'a' ? 0u : 1u};
    if (answer.of.size() > 1) one.where = {{"s", std::string(answer.of.substr(2))}};
    return one;
  }

  const Case& case_;
  std::shared_ptr<const dsl::Plan> plan_;
  std::unique_ptr<Engine> engine_;
};

// "31m boss beginning: a/x warn" a message.
std::string told(const Outcome& outcome, std::string_view heard_by) {
  std::string text;
  for (const auto& message : outcome.messages) {
    if (heard_by.find(message.channel) == std::string_view::npos) continue;
    text += fmt::format("{} {} {}:", format_duration(message.at - test::kMonday), message.channel,
                        to_text(message.kind));
    for (const auto& line : message.alerts)
      text += fmt::format(" {}/{} {}", line.alert.monitor, line.alert.segment.substr(2),
                          line.severity_name);
    text += "\n";
  }
  return text;
}

// "31m escalated: told boss: no answer for 30m" an entry that no alert made.
std::string noted(const Outcome& outcome) {
  std::string text;
  for (const auto& entry : outcome.incidents)
    if (entry.kind >= IncidentEntry::Kind::acknowledged)
      text += fmt::format("{} {} {}: {}{}\n", format_duration(entry.at - test::kMonday),
                          to_text(entry.kind), entry.severity_name, entry.text, entry.by);
  return text;
}

const std::string kWarnings =
    "route warn, page to team wait 0s escalate to boss after 30m escalate to cto after 2h\n";
const std::string kReminders =
    "route warn, page to team wait 0s repeat 10m escalate to boss after 30m\n";
const std::string kBoth =
    "route warn to team wait 0s escalate to boss after 30m\nroute page to team escalate to cto "
    "after 30m\n";
const std::string kTwoHours = "incident from warn by model join 2h\n";

}  // namespace

TEST_CASE("who does not answer is answered for", "[engine][answers]") {
  const auto c = GENERATE(values<Case>({
      {"step by step, and all who came are told the end",
       kWarnings,
       {{"a/x", "1m", "3h", kWarn}},
       {},
       "team boss cto",
       "1m team beginning: a/x warn\n31m boss beginning: a/x warn\n2h1m cto beginning: a/x warn\n"
       "3h team end: a/x warn\n3h boss end: a/x warn\n3h cto end: a/x warn\n"},
      {"counted from the message, not from the alert",
       "route warn, page to team wait 5m escalate to boss after 30m\n",
       {{"a/x", "1m", "1h", kWarn}},
       {},
       "team boss",
       "6m team beginning: a/x warn\n36m boss beginning: a/x warn\n1h team end: a/x warn\n"
       "1h boss end: a/x warn\n"},
      {"nobody is called for what is over",
       kWarnings,
       {{"a/x", "1m", "31m", kWarn}},
       {},
       "boss cto",
       ""},
      {"what comes back while the incident is open goes to all who have it at their time",
       kWarnings,
       {{"a/x", "1m", "25m", kWarn}, {"a/x", "34m", "1h", kWarn}},
       {},
       "boss cto",
       "34m boss beginning: a/x warn\n1h boss end: a/x warn\n"},
      {"what joins later goes to all who have come already",
       kWarnings + kTwoHours,
       {{"a/x", "1m", "1h", kWarn}, {"b/y", "40m", "1h", kWarn}},
       {},
       "boss cto",
       "31m boss beginning: a/x warn\n40m boss beginning: b/y warn\n1h boss end: a/x warn\n"
       "1h boss end: b/y warn\n"},
      {"another incident has clocks of its own",
       kWarnings,
       {{"a/x", "1m", "2h", kWarn}, {"b/y", "20m", "2h", kWarn}},
       {},
       "boss",
       "31m boss beginning: a/x warn\n50m boss beginning: b/y warn\n2h boss end: a/x warn\n"
       "2h boss end: b/y warn\n"},
      {"rises and repeats go to who has come, who does not come twice",
       "route warn, page to team repeat 1h escalate to boss after 30m\n",
       {{"a/x", "1m", "1h", kPage}, {"a/x", "1h", "2h", kWarn}, {"a/x", "2h", "3h", kPage}},
       {},
       "boss",
       "31m boss beginning: a/x page\n1h31m boss repeat: a/x warn\n2h boss update: a/x page\n"
       "3h boss end: a/x page\n"},
      {"a route that the alert has left calls nobody, until it is back",
       "route warn to team\nroute page to team escalate to boss after 30m\n",
       {{"a/x", "1m", "10m", kPage}, {"a/x", "10m", "40m", kWarn}, {"a/x", "40m", "1h", kPage}},
       {},
       "boss",
       "40m boss beginning: a/x page\n1h boss end: a/x page\n"},
  }));
  DYNAMIC_SECTION(c.why) {
    CHECK(told(Night(c).run(false), c.heard_by) == c.story);
    CHECK(told(Night(c).run(true), c.heard_by) == c.story);
  }
}

TEST_CASE("who has answered is left alone", "[engine][answers]") {
  const auto c = GENERATE(values<Case>({
      {"with repeats and escalations, not with the end",
       kReminders,
       {{"a/x", "1m", "3h", kWarn}},
       {{"25m", "a"}},
       "team boss",
       "1m team beginning: a/x warn\n11m team repeat: a/x warn\n21m team repeat: a/x warn\n"
       "3h team end: a/x warn\n"},
      {"an answer in the last moment counts",
       kWarnings,
       {{"a/x", "1m", "1h", kWarn}},
       {{"31m", "a/x"}},
       "boss cto",
       ""},
      {"further segments are told, and call nobody",
       kWarnings + kTwoHours,
       {{"a/x", "1m", "3h", kWarn}, {"a/y", "40m", "3h", kWarn}},
       {{"25m", "a"}},
       "team boss",
       "1m team beginning: a/x warn\n40m team update: a/x warn a/y warn\n"
       "3h team end: a/x warn a/y warn\n"},
      {"a higher severity has clocks of its own",
       kBoth,
       {{"a/x", "1m", "40m", kWarn}, {"a/x", "40m", "2h", kPage}},
       {{"25m", "a"}},
       "team boss cto",
       "1m team beginning: a/x warn\n40m team update: a/x page\n1h10m cto beginning: a/x page\n"
       "2h team end: a/x page\n2h cto end: a/x page\n"},
      {"a higher severity on the same route too",
       kWarnings,
       {{"a/x", "1m", "40m", kWarn}, {"a/x", "40m", "2h", kPage}},
       {{"25m", "a"}},
       "boss",
       "1h10m boss beginning: a/x page\n2h boss end: a/x page\n"},
      {"a further monitor has clocks of its own",
       kWarnings + kTwoHours,
       {{"a/x", "1m", "2h", kWarn}, {"b/x", "40m", "2h", kWarn}},
       {{"25m", "a"}},
       "boss",
       "1h10m boss beginning: b/x warn\n2h boss end: b/x warn\n"},
      {"answers to one monitor answer the whole incident",
       kWarnings,
       {{"a/x", "1m", "2h", kWarn}, {"b/x", "5m", "2h", kPage}},
       {{"25m", "a"}},
       "boss cto",
       ""},
      {"who was called before hears of rises and of the end, and is not reminded",
       kReminders,
       {{"a/x", "1m", "50m", kWarn}, {"a/x", "50m", "55m", kPage}},
       {{"35m", "a"}},
       "boss",
       "31m boss beginning: a/x warn\n50m boss update: a/x page\n55m boss end: a/x page\n"},
      {"until the answer is too old: then the clocks start anew",
       kReminders,
       {{"a/x", "1m", "2h", kWarn}},
       {{"5m", "a", 1h}},
       "team boss",
       "1m team beginning: a/x warn\n1h15m team repeat: a/x warn\n1h25m team repeat: a/x warn\n"
       "1h35m team repeat: a/x warn\n1h35m boss beginning: a/x warn\n"
       "1h45m team repeat: a/x warn\n1h45m boss repeat: a/x warn\n"
       "1h55m team repeat: a/x warn\n1h55m boss repeat: a/x warn\n"
       "2h team end: a/x warn\n2h boss end: a/x warn\n"},
      {"an answer to what is calm is none",
       kWarnings,
       {{"a/x", "1m", "1h", kWarn}},
       {{"25m", "b"}, {"26m", "a/y"}},
       "boss",
       "31m boss beginning: a/x warn\n1h boss end: a/x warn\n"},
      {"the next incident is unanswered",
       kWarnings,
       {{"a/x", "1m", "10m", kWarn}, {"a/x", "1h", "2h", kWarn}},
       {{"5m", "a"}},
       "boss",
       "1h30m boss beginning: a/x warn\n2h boss end: a/x warn\n"},
  }));
  DYNAMIC_SECTION(c.why) {
    CHECK(told(Night(c).run(false), c.heard_by) == c.story);
    CHECK(told(Night(c).run(true), c.heard_by) == c.story);
  }
}

TEST_CASE("the incident knows who was called, who answered and when that was too long ago",
          "[engine][answers]") {
  const Case c{"", kWarnings, {{"a/x", "1m", "4h", kWarn}}, {{"35m", "a", 1h}}, "", ""};
  CHECK(noted(Night(c).run(true)) ==
        "31m escalated warn: told boss: no answer for 30m\n"
        "35m acknowledged warn: ann\n"
        "1h35m lapsed warn: ann said to be on it too long ago\n"
        "3h35m escalated warn: told cto: no answer for 2h\n");
}

TEST_CASE("an answer that comes late acts at once, and knows when it was given",
          "[engine][answers]") {
  const Case c{"", kWarnings, {{"a/x", "1m", "4h", kWarn}}, {}, "", ""};
  Night night(c);
  const auto opened = night.engine().advance(at("30m")).incidents;
  REQUIRE(opened.size() == 1);
  night.engine().acknowledge({.at = at("10m"), .by = "ann", .incident = opened[0].incident});
  night.engine().acknowledge({.at = at("10m"), .by = "ann", .incident = "000000000000"});
  const auto outcome = night.engine().advance(at("3h"));
  CHECK(noted(outcome) == "10m acknowledged warn: ann\n");
  CHECK(outcome.messages.empty());
}

}  // namespace tocsin::engine
