#include "incidents/log.hpp"

#include "store/incident_rows.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;
using incidents::Log;
using store::IncidentState;

namespace {

incidents::Doing by(std::string who, std::string_view clock) {
  return {.by = std::move(who), .at = at(clock), .written_at = at(clock)};
}

store::Store sample_store() {
  auto store = open_store();
  record_all(store, run_spec());
  return store;
}

template <typename T>
std::string refusal(const Result<T>& result) {
  return result ? "done" : result.error().message;
}

}  // namespace

TEST_CASE("an incident is answered, noted on and closed with its cause", "[incidents][log]") {
  const auto store = sample_store();
  Log log(store);
  need(log.acknowledge("3f2a", {"on it"}, by("mara", "12:20")));
  need(log.note("3f2a", "the platform sent cents", by("jo", "12:40")));
  const auto closed = need(log.resolve("3f2a",
                                       {.cause = "data.unit",
                                        .text = "income came in cents",
                                        .steps = {"divided by 100", "asked for a contract"},
                                        .links = {{"https://wiki.example/pm", "postmortem"}}},
                                       by("mara", "13:00")));
  CHECK(closed.head.state == IncidentState::resolved);
  CHECK(closed.head.acknowledged->by == "mara");
  CHECK(closed.head.acknowledged->at == at("12:20"));
  CHECK(closed.head.resolved->at == at("13:00"));
  CHECK(closed.head.cause == "data.unit");
  CHECK(closed.head.cause_text == "income came in cents");
  REQUIRE(closed.steps.size() == 2);
  CHECK(closed.steps[1].text == "asked for a contract");
  REQUIRE(closed.links.size() == 1);
  CHECK(closed.links[0].title == "postmortem");
  std::vector<std::string> people;
  for (const auto& line : closed.timeline) {
    if (!line.author.empty()) people.push_back(line.author + " " + line.kind + ": " + line.text);
  }
  CHECK(people == std::vector<std::string>{"mara acknowledged: on it",
                                           "jo note: the platform sent cents",
                                           "mara resolved: data.unit: income came in cents",
                                           "mara linked: https://wiki.example/pm (postmortem)"});
}

TEST_CASE("what happened earlier stands where it happened, and says when it was written",
          "[incidents][log]") {
  const auto store = sample_store();
  const auto after = need(Log(store).note(
      kIncident, "a deploy", {.by = "jo", .at = at("08:55"), .written_at = at("13:00")}));
  CHECK(after.timeline.front().text == "a deploy");
  CHECK(after.timeline.front().written_at == at("13:00"));
}

TEST_CASE("nobody answers an incident before it is there", "[incidents][log]") {
  const auto store = sample_store();
  Log log(store);
  const auto early = by("jo", "08:55");
  CHECK_FALSE(log.acknowledge(kIncident, {""}, early));
  const auto resolved = log.resolve(kIncident, {.cause = "unknown"}, early);
  REQUIRE_FALSE(resolved);
  CHECK_THAT(resolved.error().message,
             Catch::Contains("2026-03-02T08:55:00Z") && Catch::Contains("2026-03-02T09:00:00Z"));
}

TEST_CASE("resolving again corrects the cause and keeps both in the timeline", "[incidents][log]") {
  const auto store = sample_store();
  Log log(store);
  need(log.resolve(kIncident, {.cause = "unknown", .steps = {"rolled back"}}, by("jo", "13:00")));
  const auto after = need(log.resolve(kIncident, {.cause = "model.version", .text = "wrong file"},
                                      by("mara", "14:00")));
  CHECK(after.head.cause == "model.version");
  CHECK(after.head.resolved->by == "mara");
  CHECK(after.steps.size() == 1);
  const auto& last = after.timeline.back();
  CHECK(last.kind == "corrected");
  CHECK(last.text == "model.version: wrong file (before: unknown)");
}

TEST_CASE("a person answers an incident once, another may take it over", "[incidents][log]") {
  const auto store = sample_store();
  Log log(store);
  need(log.acknowledge(kIncident, {""}, by("mara", "12:20")));
  CHECK_THAT(refusal(log.acknowledge(kIncident, {""}, by("mara", "12:21"))),
             Catch::Contains("acknowledged by mara since 2026-03-02T12:20:00Z"));
  CHECK(need(log.acknowledge(kIncident, {""}, by("jo", "12:30"))).head.acknowledged->by == "jo");
  need(log.resolve(kIncident, {.cause = "infra"}, by("jo", "12:40")));
  CHECK_THAT(refusal(log.acknowledge(kIncident, {""}, by("mara", "12:50"))),
             Catch::Contains("resolved already"));
}

TEST_CASE("who is on it says for how long, and may say so again", "[incidents][log]") {
  const auto store = sample_store();
  Log log(store);
  need(log.acknowledge(kIncident, {""}, by("mara", "12:20")));
  need(log.acknowledge(kIncident, {"still on it", 2h}, by("mara", "12:40")));
  CHECK(need(log.show(kIncident)).timeline.back().text == "for 2h: still on it");
  CHECK_THAT(refusal(log.acknowledge(kIncident, {"", 0s}, by("jo", "12:50"))),
             Catch::Contains("nobody is on it for 0s"));

  // What an engine takes from the log, in order of writing.
  store::Transaction reading(store, store::Transaction::Kind::read);
  const auto all = store::answers_after(reading, 1, 0);
  REQUIRE(all.size() == 2);
  CHECK(all[0].incident == kIncident);
  CHECK(all[0].lasts == 24h);
  CHECK(all[1].deed.by == "mara");
  CHECK(all[1].deed.at == at("12:40"));
  CHECK(all[1].lasts == 2h);
  CHECK(store::answers_after(reading, 1, all[0].number).size() == 1);
  CHECK(store::answers_after(reading, 2, 0).empty());
}

TEST_CASE("what fires names its incident", "[incidents][log]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  need(recorder.record(beginning()));
  Log log(store);
  CHECK(need(log.show("loan_rejection.precision")).head.id == kIncident);
  CHECK_THAT(refusal(log.show("loan_rejection.slow")),
             Catch::Contains("no alert `loan_rejection.slow` fires"));
  need(recorder.record(middle()));
  CHECK(need(log.acknowledge("loan_rejection.slow", {"on it"}, by("mara", "11:00"))).head.id ==
        kIncident);
  need(recorder.record(ending()));
  CHECK_THAT(refusal(log.show("loan_rejection.precision")), Catch::Contains("fires"));
}

TEST_CASE("an id may be shortened as long as it is one", "[incidents][log]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  for (const char* id : {"aaaa00000000", "aaaa11111111", "ab0000000000"}) {
    auto opened = entry("09:00", IncidentEntry::Kind::opened, kPrecision, 1, "x");
    opened.incident = id;
    need(recorder.record({.incidents = {opened}}));
  }
  const Log log(store);
  CHECK(need(log.show("ab")).head.id == "ab0000000000");
  CHECK(need(log.show("aaaa1")).head.id == "aaaa11111111");
  CHECK_THAT(refusal(log.show("aaaa")), Catch::Contains("aaaa00000000, aaaa11111111"));
  CHECK_THAT(refusal(log.show("a")), Catch::Contains("several incidents"));
  CHECK_THAT(refusal(log.show("b")), Catch::Contains("no incident `b`"));
  CHECK_THAT(refusal(log.show("")), Catch::Contains("no incident ``"));
  CHECK_THAT(refusal(log.show("\x1b[2J")), Catch::Contains("` [2J`"));
}

TEST_CASE("a whole id wins over a longer one of another run", "[incidents][log]") {
  const auto store = sample_store();
  record_all(store, run_spec(store::RunKind::replayed));
  const Log log(store);
  CHECK(need(log.list({})).size() == 2);
  CHECK(need(log.show(kIncident)).head.kind == store::RunKind::live);
  CHECK(need(log.show(kIncident + "-")).head.kind == store::RunKind::replayed);
  CHECK_THAT(refusal(log.show("3f2a")), Catch::Contains(kIncident + ", " + kIncident + "-2"));
}

TEST_CASE("what cannot be done is refused in words and changes nothing", "[incidents][log]") {
  const auto store = sample_store();
  Log log(store);
  const auto before = dump(store);
  struct Case {
    std::string_view why;
    std::function<std::string()> attempt;
    std::string want;
  };
  const std::vector<Case> cases{
      {"an unknown cause",
       [&] { return refusal(log.resolve(kIncident, {.cause = "data.untis"}, by("jo", "13:00"))); },
       "did you mean `data.unit`?"},
      {"an empty step",
       [&] {
         return refusal(
             log.resolve(kIncident, {.cause = "infra", .steps = {"a", " "}}, by("jo", "13:00")));
       },
       "a step needs a text"},
      {"a link that runs code",
       [&] {
         return refusal(log.resolve(
             kIncident, {.cause = "infra", .steps = {"a"}, .links = {{"javascript:alert(1)"}}},
             by("jo", "13:00")));
       },
       "`javascript:alert(1)` is no web address"},
      {"a link that breaks a line",
       [&] { return refusal(log.link(kIncident, {"https://x\n.example"}, by("jo", "13:00"))); },
       "is no web address"},
      {"a link without a host",
       [&] { return refusal(log.link(kIncident, {"https://"}, by("jo", "13:00"))); },
       "is no web address"},
      {"a note without words",
       [&] { return refusal(log.note(kIncident, " \n", by("jo", "13:00"))); },
       "a note needs a text"},
      {"nobody", [&] { return refusal(log.note(kIncident, "x", by(" ", "13:00"))); },
       "`--by NAME`"},
      {"an unknown incident", [&] { return refusal(log.note("ffff", "x", by("jo", "13:00"))); },
       "no incident `ffff`"},
      {"an unknown severity", [&] { return refusal(log.list({.severity = "pgae"})); },
       "did you mean `page`?"},
      {"a severity of another world", [&] { return refusal(log.list({.severity = "sev1"})); },
       "there are info, warn, page"},
      {"an unknown cause in a filter", [&] { return refusal(log.list({.cause = "datta"})); },
       "no cause `datta`"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.why);
    CHECK_THAT(c.attempt(), Catch::Contains(c.want));
    CHECK(dump(store) == before);
  }
}

TEST_CASE("the same link a second time is told, and not told within a resolution",
          "[incidents][log]") {
  const auto store = sample_store();
  Log log(store);
  need(log.link(kIncident, {"https://wiki.example/pm"}, by("jo", "13:00")));
  CHECK_THAT(refusal(log.link(kIncident, {"https://wiki.example/pm"}, by("jo", "13:01"))),
             Catch::Contains("has the link"));
  const auto after = need(log.resolve(
      kIncident, {.cause = "infra", .links = {{"https://wiki.example/pm"}}}, by("jo", "13:02")));
  CHECK(after.links.size() == 1);
}

TEST_CASE("lists are newest first and filtered together", "[incidents][log]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  int minute = 10;
  for (const char* id : {"aaaa00000000", "bbbb00000000", "cccc00000000"}) {
    auto opened =
        entry(fmt::format("09:{}", minute++), IncidentEntry::Kind::opened, kPrecision, 1, "x");
    opened.incident = id;
    need(recorder.record({.incidents = {opened}}));
  }
  Log log(store);
  need(log.resolve("bbbb", {.cause = "data.late"}, by("jo", "13:00")));
  const auto ids = [&](const store::IncidentFilter& filter) {
    std::string out;
    for (const auto& one : need(log.list(filter))) out += one.id.substr(0, 1);
    return out;
  };
  CHECK(ids({}) == "cba");
  CHECK(ids({.states = {IncidentState::open, IncidentState::acknowledged}}) == "ca");
  CHECK(ids({.states = {IncidentState::open}, .since = at("09:11")}) == "c");
  CHECK(ids({.cause = "data", .until = at("09:12")}) == "b");
  CHECK(ids({.model = "loan_rejection", .severity = "warn", .cause = "model"}).empty());
}
