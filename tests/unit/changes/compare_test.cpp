#include "changes/compare.hpp"

#include "dsl/checker.hpp"
#include "dsl/fingerprint.hpp"
#include "dsl/parser.hpp"
#include "evaluators/catalogue.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::changes {
namespace {

const std::string kRules = R"(tocsin 1
let worst = 400ms
template slowness(limit: duration) for fear {
  measure p95(latency) over 10m
  needs 100 events
  warn when > limit for 10m until < 150ms
  no data keep
}
model shop "The shop" {
  owner "search"
  time at, lateness 2m
  key id
  labels http
  field platform: category of ["app", "web"]
  field latency: duration in ms
  field status: category of ["ok", "error"]
  prediction hit: bool
  label clicked: bool, within 1d
}
watch shop {
  every 1m
  fear slow "Search is slow" {
    measure p95(latency) where status = "ok" over 5m
    by platform and overall
    needs 50 events
    warn when > 200ms for 2m until < 150ms
    page when > worst for 2m until < 300ms for 5m
    no data keep
    runbook "https://wiki/slow"
  }
  fear slower "Search is slower" from slowness(limit: 250ms) {
    too few warn after 1h
  }
  performance right "Hits are wrong" {
    measure accuracy over 7d every 1h
    needs 300 labels, 60% labelled
    warn when < 96% for 1h
  }
  contract inputs "What we are sent" {
    over 1h every 5m
    expect fast: latency < 2s { warn when < 99% for 15m }
  }
}
channel pager: console {}
channel ml: console {}
route page to pager, ml repeat 1h
route warn to ml wait 1m
incident from warn by model join 10m
test "a slow hour warns" of shop.slow {
  send 600 events over 1h { latency = 300ms; status = "ok" }
  expect warn from slow by +30m
}
)";

std::shared_ptr<const dsl::Plan> plan_of(const std::string& text) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"rules.tocsin", text});
  std::vector<dsl::ast::File> files;
  files.push_back(dsl::parse(sources, 0, diagnostics));
  const dsl::Catalogue catalogue{.measures = evaluators::measures(),
                                 .channels = {{.name = "console", .summary = "", .settings = {}},
                                              {.name = "paper", .summary = "", .settings = {}}},
                                 .sources = {{.name = "http", .summary = "", .takes_path = false}}};
  auto plan = dsl::check(files, sources, catalogue, {}, diagnostics);
  std::string messages;
  for (const auto& d : diagnostics.all())
    if (d.level == dsl::Level::error) messages += dsl::render_brief(d, sources) + "\n";
  INFO(messages);
  REQUIRE(plan != nullptr);
  return plan;
}

Hash128 print(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  return dsl::fingerprint(monitor, plan.models[monitor.model]);
}

// The rules with each text replaced by the other, which must be there once at least.
std::string mutated(const std::vector<std::pair<std::string, std::string>>& edits) {
  auto text = kRules;
  for (const auto& [from, to] : edits) {
    const auto at = text.find(from);
    INFO(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
  }
  return text;
}

std::vector<std::string> lines(const Changes& changes) {
  std::vector<std::string> all;
  for (const auto& change : changes.all) all.push_back(line(change));
  return all;
}

Changes compared(const std::vector<std::pair<std::string, std::string>>& edits) {
  return compare(*plan_of(kRules), *plan_of(mutated(edits)));
}

const TimerFate& fate(const Changes& changes, const std::string& monitor) {
  const auto at = std::ranges::find(changes.timers, monitor, &TimerFate::monitor);
  REQUIRE(at != changes.timers.end());
  return *at;
}

struct Mutation {
  std::string why;
  std::vector<std::pair<std::string, std::string>> edits;
  std::vector<std::string> want;
};

const std::vector<Mutation>& mutations() {
  static const std::vector<Mutation> all{
      {"a threshold up",
       {{"> 200ms for 2m", "> 250ms for 2m"}},
       {"shop.slow: warn when: > 200ms is now > 250ms, looser by 50ms"}},
      {"a threshold of shares up",
       {{"< 96% for 1h", "< 97.5% for 1h"}},
       {"shop.right: warn when: < 96% is now < 97.5%, stricter by 1.5pp"}},
      {"a threshold in a let",
       {{"worst = 400ms", "worst = 500ms"}},
       {"shop.slow: page when: > 400ms is now > 500ms, looser by 100ms"}},
      {"a threshold in an argument of a template",
       {{"limit: 250ms", "limit: 200ms"}},
       {"shop.slower: warn when: > 250ms is now > 200ms, stricter by 50ms"}},
      {"a closed end",
       {{"> 200ms for 2m", ">= 200ms for 2m"}},
       {"shop.slow: warn when: > 200ms is now >= 200ms, stricter"}},
      {"a longer hold",
       {{"> worst for 2m", "> worst for 10m"}},
       {"shop.slow: page for: 2m is now 10m, looser"}},
      {"a hold by samples",
       {{"> worst for 2m", "> worst for 3 of 5"}},
       {"shop.slow: page for: 2m is now 3 of 5"}},
      {"an easier end",
       {{"until < 300ms for 5m", "until < 350ms for 5m"}},
       {"shop.slow: page until: < 300ms for 5m is now < 350ms for 5m, clears earlier"}},
      {"a longer end",
       {{"until < 300ms for 5m", "until < 300ms for 15m"}},
       {"shop.slow: page until: < 300ms for 5m is now < 300ms for 15m, clears later"}},
      {"a rung less",
       {{"    page when > worst for 2m until < 300ms for 5m\n", ""},
        {"let worst = 400ms\n", ""},
        {"route page to pager, ml repeat 1h\n", ""},
        {"channel pager: console {}\n", ""}},
       {"shop.slow: page when: > 400ms for 2m until < 300ms for 5m is gone, looser",
        "channel pager: gone"}},
      {"a rung more",
       {{"warn when < 96% for 1h", "warn when < 96% for 1h\n    page when < 90%"}},
       {"shop.right: page when: < 90% is new, stricter", "shop.right: page told to: ml is new",
        "shop.right: page told to: pager is new"}},
      {"fewer events needed",
       {{"needs 50 events", "needs 20 events"}},
       {"shop.slow: needs: 50 events is now 20 events, stricter"}},
      {"another window", {{"over 5m", "over 15m"}}, {"shop.slow: window: over 5m is now over 15m"}},
      {"another rhythm",
       {{"over 7d every 1h", "over 7d every 2h"}},
       {"shop.right: every: 1h is now 2h"}},
      {"another filter",
       {{"status = \"ok\" over", "status = \"error\" over"}},
       {"shop.slow: measure: p95(latency) where status = \"ok\" over 5m is now p95(latency) where "
        "status = \"error\" over 5m"}},
      {"labels on arrival",
       {{"7d every 1h", "7d every 1h on arrival"}, {", 60% labelled", ""}},
       {"shop.right: window: over 7d matured is now over 7d on arrival",
        "shop.right: needs: 300 labels, 60% labelled is now 300 labels, stricter"}},
      {"segments less",
       {{"    by platform and overall\n", ""}},
       {"shop.slow: by: platform of [\"app\", \"web\"] and overall is gone"}},
      {"a gap",
       {{"    no data keep\n    runbook", "    no data page after 10m\n    runbook"}},
       {"shop.slow: no data: keep is now page after 10m, stricter"}},
      {"another kind",
       {{"performance right", "quality right"}},
       {"shop.right: kind: performance is now quality"}},
      {"a new name that says so",
       {{"fear slow \"Search is slow\"", "fear tardy \"Search is slow\" was slow"},
        {"of shop.slow", "of shop.tardy"},
        {"from slow by", "from tardy by"}},
       {"shop.tardy: was called shop.slow", "test \"a slow hour warns\": what it expects changed"}},
      {"a monitor more",
       {{"  contract inputs",
         "  quality busy \"Nobody calls\" {\n    measure rate over "
         "5m\n    warn when < 1/s for 5m\n  }\n  contract inputs"}},
       {"shop.busy: new: rate over 5m; warn when < 1/s for 5m; warn to ml"}},
      {"a check less",
       {{"  contract inputs \"What we are sent\" {\n    over 1h every 5m\n    expect fast: latency "
         "< 2s { warn when < 99% for 15m }\n  }\n",
         ""}},
       {"shop.inputs.fast: gone"}},
      {"a field's values",
       {{"category of [\"ok\", \"error\"]", "category of [\"ok\", \"error\", \"late\"]"}},
       {"model shop: field status: field category of [\"ok\", \"error\"] is now field category of "
        "[\"ok\", \"error\", \"late\"]"}},
      {"another lateness",
       {{"lateness 2m", "lateness 5m"}},
       {"model shop: lateness: 2m is now 5m"}},
      {"a receiver less",
       {{"route page to pager, ml repeat 1h", "route page to pager repeat 1h"}},
       {"shop.slow: page told to: ml is gone"}},
      {"a receiver more, for several",
       {{"route warn to ml wait 1m", "route warn to ml, pager wait 1m"}},
       {"4 monitors (shop.inputs.fast, shop.right, shop.slow, shop.slower): warn told to: pager is "
        "new"}},
      {"a receiver for one segment",
       {{"route warn to ml wait 1m",
         "route warn to ml wait 1m\nroute warn where segment.platform = \"web\" to pager"}},
       {"shop.slow: warn where platform = \"web\" told to: pager is new"}},
      {"another rhythm of telling",
       {{"repeat 1h", "repeat 30m"}},
       {"shop.slow: page to ml: at once repeat 1h group by monitor is now at once repeat 30m group "
        "by monitor",
        "shop.slow: page to pager: at once repeat 1h group by monitor is now at once repeat 30m "
        "group by monitor"}},
      {"an escalation",
       {{"repeat 1h", "repeat 1h escalate to boss after 30m"},
        {"channel ml", "channel boss: console {}\nchannel ml"}},
       {"shop.slow: page told to: boss when unanswered is new", "channel boss: new: console"}},
      {"a digest",
       {{"route warn to ml wait 1m", "route warn to ml digest daily 08:00 in \"Europe/Berlin\""}},
       {"4 monitors (shop.inputs.fast, shop.right, shop.slow, shop.slower): warn to ml: wait 1m "
        "group by monitor is now digest daily 08:00 in \"Europe/Berlin\""}},
      {"a suppression",
       {{"incident from", "suppress shop.slow while shop.right >= warn\nincident from"}},
       {"suppression while shop.right >= warn: new"}},
      {"a mute",
       {{"incident from",
         "mute night \"Batch\" {\n  every weekday 02:00..02:45 in \"Europe/Berlin\"\n  on "
         "shop.slow\n  up to warn\n}\nincident from"}},
       {"mute night: new"}},
      {"a silence",
       {{"incident from",
         "silence shop.slow where platform = \"app\" from 2026-03-02T10:00Z to 2026-03-02T14:00Z "
         "because \"load test\" by \"ops\"\nincident from"}},
       {"silence of shop.slow from 2026-03-02T10:00:00Z: new"}},
      {"a pause",
       {{"needs 300 labels", "paused until 2026-04-01 because \"campaign\"\n    needs 300 labels"}},
       {"shop.right: paused until: 2026-04-01 is new"}},
      {"a window of the calendar",
       {{"over 7d every 1h", "over each day in \"Europe/Berlin\""}},
       {"shop.right: window: over 7d matured is now over each day in \"Europe/Berlin\" matured",
        "shop.right: every: 1h is gone"}},
      {"certainty",
       {{"< 96% for 1h", "< 96% with 99% confidence for 1h"}},
       {"shop.right: warn when: < 96% is now < 96% with 99% confidence, looser"}},
      {"another channel",
       {{"channel ml: console", "channel ml: paper"}},
       {"channel ml: type: console is now paper"}},
      {"another incident", {{"join 10m", "join 1h"}}, {"project: incident join: 10m is now 1h"}},
      {"a text",
       {{"https://wiki/slow", "https://wiki/sluggish"}},
       {"shop.slow: runbook: \"https://wiki/slow\" is now \"https://wiki/sluggish\""}},
      {"an inherited owner",
       {{"owner \"search\"", "owner \"shop\""}},
       {"model shop: owner: \"search\" is now \"shop\""}},
      {"a test that expects more",
       {{"by +30m", "by +20m"}},
       {"test \"a slow hour warns\": what it expects changed"}},
      {"a test under another title",
       {{"test \"a slow", "test \"one slow"}},
       {"test \"one slow hour warns\": new", "test \"a slow hour warns\": gone"}},
  };
  return all;
}

}  // namespace

TEST_CASE("each change of a rule set gives its line and no other", "[changes][compare]") {
  for (const auto& mutation : mutations()) {
    DYNAMIC_SECTION(mutation.why) { CHECK(lines(compared(mutation.edits)) == mutation.want); }
  }
}

TEST_CASE("a rule set compared with itself says nothing", "[changes][compare]") {
  const auto plan = plan_of(kRules);
  const auto changes = compare(*plan, *plan);
  CHECK(lines(changes).empty());
  REQUIRE(changes.timers.size() == 4);
  for (const auto& timer : changes.timers) CHECK(timer.kind == TimerFate::Kind::kept);
}

TEST_CASE("what has no effect is no change", "[changes][compare]") {
  struct Case {
    std::string why;
    std::vector<std::pair<std::string, std::string>> edits;
  };
  const std::vector<Case> cases{
      {"a let under another name",
       {{"let worst", "let most"}, {"> worst for 2m", "> most for 2m"}}},
      {"a let spelled out", {{"> worst for 2m", "> 400ms for 2m"}, {"let worst = 400ms\n", ""}}},
      {"a template spelled out",
       {{"from slowness(limit: 250ms) {",
         "{\n    measure p95(latency) over 10m\n    needs 100 events\n    warn when > 250ms for "
         "10m "
         "until < 150ms\n    no data keep"}}},
      {"another unit", {{"> 200ms for 2m", "> 0.2s for 120s"}}},
      {"a default that is said",
       {{"route page to pager, ml repeat 1h",
         "route page to pager, ml repeat 1h wait 0s group by monitor"}}},
      {"routes that are split",
       {{"route page to pager, ml repeat 1h",
         "route page to pager repeat 1h\nroute page to ml repeat 1h"}}},
      {"fields in another order",
       {{"  field platform: category of [\"app\", \"web\"]\n", ""},
        {"  prediction hit",
         "  field platform: category of [\"app\", \"web\"]\n  prediction hit"}}},
      {"comments and blanks", {{"watch shop {", "# of the shop\n\nwatch   shop {"}}},
  };
  for (const auto& c : cases) {
    DYNAMIC_SECTION(c.why) {
      const auto changes = compared(c.edits);
      CHECK(lines(changes) == std::vector<std::string>());
      for (const auto& timer : changes.timers) CHECK(timer.kind == TimerFate::Kind::kept);
    }
  }
}

TEST_CASE("a change of two numbers has a direction where both go the same way",
          "[changes][compare]") {
  const auto said = [](const std::string& written, const std::string& old, const std::string& now) {
    const auto before = plan_of(mutated({{written, old}})),
               after = plan_of(mutated({{written, now}}));
    const auto changes = compare(*before, *after).all;
    REQUIRE(changes.size() == 1);
    return std::string(to_text(changes.front().direction));
  };
  const std::string hold = "> worst for 2m", needs = "300 labels, 60% labelled",
                    gap = "    no data keep\n    runbook";
  const auto held = [&](const std::string& old, const std::string& now) {
    return said(hold, "> worst" + old, "> worst" + now);
  };
  CHECK(held(" for 3 of 5", " for 4 of 5") == "looser");
  CHECK(held(" for 3 of 5", " for 3 of 6") == "stricter");
  // Three of the last six have two among some five.
  CHECK(held(" for 2 of 5", " for 3 of 6") == "looser");
  CHECK(held(" for 2 of 5", " for 3 of 9") == "");
  CHECK(held("", " for 3 of 5") == "looser");
  CHECK(held(" for 10m", "") == "stricter");
  CHECK(held(" for 10m", " for 3 of 5") == "");

  CHECK(said(needs, "300 labels, 60% labelled", "400 labels, 70% labelled") == "looser");
  CHECK(said(needs, "300 labels, 60% labelled", "400 labels, 50% labelled") == "");
  CHECK(said(needs, "300 labels, 60% labelled", "200 labels") == "stricter");
  // Too few of them is told as well.
  CHECK(said("needs 100 events", "needs 100 events\n  too few page",
             "needs 200 events\n  too few page") == "");

  const auto silent = [&](const std::string& old, const std::string& now) {
    const std::string runbook = "\n    runbook";
    return said(gap, "    no data " + old + runbook, "    no data " + now + runbook);
  };
  CHECK(silent("keep", "warn after 1h") == "stricter");
  CHECK(silent("warn after 1h", "page after 1h") == "stricter");
  CHECK(silent("warn after 1h", "warn after 2h") == "looser");
  CHECK(silent("warn after 1h", "page after 2h") == "");
  CHECK(silent("keep", "ok") == "");
}

TEST_CASE("running timers are kept as long as the meaning is the same", "[changes][timers]") {
  using Kind = TimerFate::Kind;
  struct Case {
    std::string why;
    std::vector<std::pair<std::string, std::string>> edits;
    std::string monitor;
    Kind kind;
    std::string text;
  };
  const std::vector<Case> cases{
      {"new numbers",
       {{"> 200ms for 2m", "> 250ms for 2m"}},
       "shop.slow",
       Kind::adjusted,
       "timers run on; the new numbers act from the next tick"},
      {"a rung less",
       {{"    warn when > 200ms for 2m until < 150ms\n", ""},
        {"expect warn from", "expect page from"},
        {"latency = 300ms", "latency = 500ms"}},
       "shop.slow",
       Kind::adjusted,
       "timers run on; the new numbers act from the next tick; what warn fires ends at the next "
       "tick (\"rule changed\")"},
      {"another window",
       {{"over 5m", "over 15m"}},
       "shop.slow",
       Kind::restarted,
       "pending timers start anew, for the window changed; what fires goes on until the first "
       "value under the new meaning decides, by `until`; warms up for 17m"},
      {"a field that is read",
       {{"latency: duration in ms", "latency: duration in s"}},
       "shop.slow",
       Kind::restarted,
       "pending timers start anew, for the field latency changed; what fires goes on until the "
       "first value under the new meaning decides, by `until`; warms up for 7m"},
      {"a field that is not read",
       {{"latency: duration in ms", "latency: duration in s"}},
       "shop.right",
       Kind::kept,
       "timers run on"},
      {"the labels' horizon",
       {{"within 1d", "within 2d"}},
       "shop.right",
       Kind::restarted,
       "pending timers start anew, for the label within changed; what fires goes on until the "
       "first "
       "value under the new meaning decides, by `until`; warms up for 9d2m"},
      {"the labels' horizon where no label is read",
       {{"within 1d", "within 2d"}},
       "shop.slow",
       Kind::kept,
       "timers run on"},
      {"other segments",
       {{"by platform and", "by platform, status and"}},
       "shop.slow",
       Kind::closed,
       "alerts are closed (\"rule removed\"), for they are told apart in another way; starts idle "
       "and warms up for 7m"},
      {"a new name",
       {{"fear slow \"Search is slow\"", "fear tardy \"Search is slow\" was slow"},
        {"of shop.slow", "of shop.tardy"},
        {"from slow by", "from tardy by"}},
       "shop.tardy",
       Kind::kept,
       "state and history of shop.slow go on under the new name; timers run on"},
  };
  for (const auto& c : cases) {
    DYNAMIC_SECTION(c.why) {
      const auto changes = compared(c.edits);
      const auto& timer = fate(changes, c.monitor);
      CHECK(timer.kind == c.kind);
      CHECK(timer.text == c.text);
    }
  }
}

TEST_CASE("timers start anew exactly where the fingerprint of a monitor is another",
          "[changes][timers]") {
  const auto old = plan_of(kRules);
  for (const auto& mutation : mutations()) {
    INFO(mutation.why);
    const auto now = plan_of(mutated(mutation.edits));
    const auto changes = compare(*old, *now);
    for (const auto& monitor : now->monitors)
      for (const auto& before : old->monitors)
        if (before.name == monitor.name) {
          const auto kind = fate(changes, "shop." + monitor.name).kind;
          const bool anew = kind == TimerFate::Kind::restarted || kind == TimerFate::Kind::closed;
          INFO(monitor.name);
          CHECK(anew == (print(*old, before) != print(*now, monitor)));
        }
  }
}

TEST_CASE("what has no order may stand in any", "[changes][timers]") {
  using Edits = std::vector<std::pair<std::string, std::string>>;
  struct Case {
    std::string why;
    Edits one, other;
  };
  const std::string fields = "  field platform: category of [\"app\", \"web\"]\n";
  const std::string where = "where status = \"ok\" over 5m";
  const std::vector<Case> cases{
      {"fields", {}, {{fields, ""}, {"  prediction hit", fields + "  prediction hit"}}},
      {"members", {}, {{"[\"app\", \"web\"]", "[\"web\", \"app\"]"}}},
      {"segments", {}, {{"by platform", "by platform of [\"web\", \"app\"]"}}},
      {"conditions",
       {{where, "where status = \"ok\" and (latency > 1ms and hit) over 5m"}},
       {{where, "where hit and latency > 1ms and status = \"ok\" over 5m"}}},
  };
  for (const auto& c : cases) {
    INFO(c.why);
    const auto one = plan_of(mutated(c.one)), other = plan_of(mutated(c.other));
    const auto changes = compare(*one, *other);
    CHECK(lines(changes).empty());
    for (const auto& timer : changes.timers) CHECK(timer.kind == TimerFate::Kind::kept);
    for (std::size_t i = 0; i < one->monitors.size(); ++i)
      CHECK(print(*one, one->monitors[i]) == print(*other, other->monitors[i]));
  }
}

TEST_CASE("a monitor that is gone closes its alerts, a new one starts idle", "[changes][timers]") {
  const auto old = plan_of(kRules);
  const auto now = plan_of(mutated({{"performance right", "performance wrong"}}));
  const auto changes = compare(*old, *now);
  CHECK(fate(changes, "shop.right").kind == TimerFate::Kind::closed);
  CHECK(fate(changes, "shop.wrong").text == "starts idle and warms up for 8d2m");
}

}  // namespace tocsin::changes
