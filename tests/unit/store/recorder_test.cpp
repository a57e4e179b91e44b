#include "store/recorder.hpp"

#include "store/incident_rows.hpp"
#include "store/outbox.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tocsin;
using namespace tocsin::test;
using store::Transaction;

namespace {

store::IncidentDetail detail(const store::Store& store, std::string_view id = kIncident) {
  Transaction reading(store, Transaction::Kind::read);
  auto found = store::read_detail(reading, id);
  need(reading.commit());
  return found;
}

std::vector<store::IncidentRecord> listing(const store::Store& store,
                                           const store::IncidentFilter& filter = {}) {
  Transaction reading(store, Transaction::Kind::read);
  auto found = store::find_incidents(reading, filter);
  need(reading.commit());
  return found;
}

void note(const store::Store& store, std::string_view id, std::string_view text) {
  Transaction writing(store, Transaction::Kind::write);
  store::append(writing, id, {"mara", at("13:00")}, at("13:00"), "note", text);
  need(writing.commit());
}

std::int64_t count(const store::Store& store, const std::string& table) {
  Transaction reading(store, Transaction::Kind::read);
  return reading.find_integer("SELECT count(*) FROM " + table).value();
}

}  // namespace

TEST_CASE("an outcome becomes an incident with its alerts, steps and messages", "[store]") {
  const auto store = open_store();
  record_all(store, run_spec());
  const auto found = detail(store);

  CHECK(found.head.id == kIncident);
  CHECK(found.head.kind == store::RunKind::live);
  CHECK(found.head.title == "We reject people the bank would take");
  CHECK(found.head.model == "loan_rejection");
  CHECK(found.head.severity.name == "page");
  CHECK(found.head.state == store::IncidentState::open);
  CHECK(found.head.opened == at("09:00"));
  CHECK(found.head.ended == at("12:10"));
  CHECK(found.head.alerts == 2);

  REQUIRE(found.episodes.size() == 2);
  const auto& precision = found.episodes[0];
  CHECK(precision.alert == kPrecision);
  CHECK(precision.kind == "quality");
  CHECK(precision.began == at("09:00"));
  CHECK(precision.reason == "breach");
  CHECK(precision.ended == at("12:00"));
  CHECK(precision.end_reason == "recovered");
  CHECK(precision.severity.name == "page");
  REQUIRE(precision.transitions.size() == 3);
  CHECK(precision.transitions[0].value_text == "93.1%");
  CHECK(precision.transitions[0].threshold == "< 95%");
  CHECK(precision.transitions[0].n == 412);
  CHECK(precision.transitions[0].from.name.empty());
  CHECK(precision.transitions[1].to.name == "page");
  CHECK(precision.transitions[1].threshold == "< 90%");
  CHECK(std::isnan(precision.transitions[0].low));
  CHECK_FALSE(precision.transitions[0].labels.has_value());
  CHECK(precision.transitions[0].judged_from == at("08:00"));

  REQUIRE(found.messages.size() == 3);
  CHECK(found.messages[0].headline == headline(beginning().messages[0]));
  CHECK(found.messages[0].severity.name == "warn");
  REQUIRE(found.timeline.size() == 6);
  CHECK(found.timeline[0].kind == "opened");
  CHECK(found.timeline[0].author.empty());
  CHECK(found.timeline[0].alert == kPrecision);
  CHECK(found.timeline[5].kind == "ended");
  CHECK_FALSE(found.timeline[5].alert.has_value());
}

TEST_CASE("the peak is the worst value while the alert fired", "[store]") {
  const auto store = open_store();
  record_all(store, run_spec());
  const auto found = detail(store);
  // Lower is worse for precision: 93.1%, 92%, 87%, 89%. The 97% of its end is no peak.
  CHECK(found.episodes[0].peak == 0.87);
  CHECK(found.episodes[0].peak_text == "87.0%");
  CHECK(found.episodes[0].peak_at == at("09:30"));
  CHECK(found.episodes[0].peak_n == 380);
  CHECK(found.episodes[1].peak_text == "420ms");
}

TEST_CASE("readings count for the episode in which they lie", "[store]") {
  const auto spec = run_spec();
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, spec));
  const auto step = [](std::string_view clock, std::uint64_t episode, Change change) {
    const bool ends = change == Change::resolved;
    return Transition{.at = at(clock),
                      .alert = kPrecision,
                      .episode = episode,
                      .change = change,
                      .from_severity = ends ? 1 : -1,
                      .to_severity = ends ? -1 : 1};
  };
  // Two episodes and all their readings in one outcome.
  need(recorder.record(
      {.readings = {firing("09:00", 0, "", 0.6, 1), firing("09:05", 0, "", 0.1, 2),
                    firing("10:00", 0, "", 0.8, 3, 2), firing("10:05", 0, "", 0.9, 4, 2, false)},
       .transitions = {step("09:00", 1, Change::fired), step("09:10", 1, Change::resolved),
                       step("10:00", 2, Change::fired)}}));
  Transaction reading(store, Transaction::Kind::read);
  std::vector<std::string> peaks;
  reading.each("SELECT number || ': ' || peak || ' n ' || peak_n FROM episodes ORDER BY number", {},
               [&](store::Row& row) { peaks.push_back(row.text()); });
  CHECK(peaks == std::vector<std::string>{"1: 0.1 n 2", "2: 0.8 n 3"});
}

TEST_CASE("an alert that fires for want of data has an episode without a peak", "[store]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  need(recorder.record(beginning()));
  const auto step = [](std::string_view clock, Change change, int from, int to,
                       std::string reason) {
    return Transition{.at = at(clock),
                      .alert = kSlow,
                      .episode = 1,
                      .change = change,
                      .from_severity = from,
                      .to_severity = to,
                      .reason = std::move(reason),
                      .incident = kIncident};
  };
  need(recorder.record({.transitions = {step("09:30", Change::gap, -1, 1, "no data"),
                                        step("10:00", Change::gap_over, 1, -1, "recovered")}}));
  const auto slow = detail(store).episodes.at(1);
  CHECK(slow.alert == kSlow);
  CHECK(slow.began == at("09:30"));
  CHECK(slow.reason == "no data");
  CHECK(slow.ended == at("10:00"));
  CHECK(slow.end_reason == "recovered");
  CHECK(std::isnan(slow.peak));
  CHECK_FALSE(slow.peak_at.has_value());
  CHECK(slow.transitions.at(0).threshold.empty());
}

TEST_CASE("a step outside an episode is a transition and no episode", "[store]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  need(recorder.record(
      {.transitions = {
           {.at = at("09:00"), .alert = kPrecision, .episode = 1, .change = Change::gap}}}));
  CHECK(count(store, "transitions") == 1);
  CHECK(count(store, "episodes") == 0);
}

TEST_CASE("recording an outcome again changes nothing", "[store]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  for (const auto& outcome : {beginning(), middle(), ending()}) need(recorder.record(outcome));
  const auto once = dump(store);
  for (const auto& outcome : {beginning(), middle(), ending()}) need(recorder.record(outcome));
  CHECK(dump(store) == once);
}

TEST_CASE("an incident that comes back is open again and forgets nothing", "[store]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  for (const auto& outcome : {beginning(), middle(), ending()}) need(recorder.record(outcome));
  {
    Transaction writing(store, Transaction::Kind::write);
    store::append(writing, kIncident, {"mara", at("12:15")}, at("12:15"), "resolved", "unit fixed");
    store::set_resolved(writing, kIncident, {"mara", at("12:15")}, "data.unit", "unit fixed");
    need(writing.commit());
  }
  const Outcome again{
      .incidents = {entry("12:18", IncidentEntry::Kind::reopened, kPrecision, 1, "")}};
  need(recorder.record(again));
  auto found = detail(store);
  CHECK(found.head.state == store::IncidentState::open);
  CHECK_FALSE(found.head.ended.has_value());
  CHECK_FALSE(found.head.resolved.has_value());
  CHECK(found.timeline.size() == 8);

  // The same entry once more must not undo what a person did since.
  {
    Transaction writing(store, Transaction::Kind::write);
    store::set_resolved(writing, kIncident, {"mara", at("12:30")}, "data.unit", "");
    need(writing.commit());
  }
  need(recorder.record(again));
  CHECK(detail(store).head.state == store::IncidentState::resolved);
}

TEST_CASE("who is on it stands in the log once, until that was too long ago", "[store]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  need(recorder.record(beginning()));
  const auto answer = [](std::string_view clock, std::string by) {
    auto said = entry(clock, IncidentEntry::Kind::acknowledged, {}, 1, "");
    said.by = std::move(by);
    return Outcome{.incidents = {said}};
  };
  // The first one was given in the log, from which the engine has it; the second to the engine.
  {
    Transaction writing(store, Transaction::Kind::write);
    store::append_answer(writing, kIncident, {"mara", at("09:05")}, at("09:05"), "on it", 24h);
    store::set_acknowledged(writing, kIncident, {"mara", at("09:05")});
    need(writing.commit());
  }
  for (int i = 0; i < 2; ++i) need(recorder.record(answer("09:05", "mara")));
  for (int i = 0; i < 2; ++i) need(recorder.record(answer("09:10", "jo")));
  auto found = detail(store);
  CHECK(found.timeline.size() == 3);
  CHECK(found.timeline.back().author == "jo");
  CHECK(found.head.state == store::IncidentState::acknowledged);
  CHECK(found.head.acknowledged->by == "jo");

  const Outcome later{.incidents = {entry("10:05", IncidentEntry::Kind::lapsed, {}, 1, "too long"),
                                    entry("10:35", IncidentEntry::Kind::escalated, {}, 1, "told")}};
  for (int i = 0; i < 2; ++i) need(recorder.record(later));
  found = detail(store);
  CHECK(found.head.state == store::IncidentState::open);
  CHECK_FALSE(found.head.acknowledged.has_value());
  REQUIRE(found.timeline.size() == 5);
  CHECK(found.timeline.back().kind == "escalated");
  CHECK(found.timeline.back().author.empty());
}

TEST_CASE("an incident that nothing opened is refused as a whole", "[store]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  const auto done = recorder.record(middle());
  REQUIRE_FALSE(done.has_value());
  CHECK_THAT(done.error().message, Catch::Contains(kIncident));
  CHECK(count(store, "transitions") == 0);
  CHECK(count(store, "alerts") == 0);
}

TEST_CASE("the same replay again leaves one of everything", "[store][replay]") {
  const auto store = open_store();
  record_all(store, run_spec(store::RunKind::replayed));
  record_all(store, run_spec(store::RunKind::replayed));
  CHECK(listing(store).size() == 1);
  CHECK(count(store, "runs") == 1);
  CHECK(count(store, "messages") == 3);
  CHECK(listing(store)[0].kind == store::RunKind::replayed);
  CHECK(listing(store)[0].id == kIncident);
}

TEST_CASE("a replay with other rules takes the place of the one before", "[store][replay]") {
  const auto store = open_store();
  record_all(store, run_spec(store::RunKind::replayed));
  auto changed = run_spec(store::RunKind::replayed);
  changed.rules = "rules-b";
  SECTION("when nobody has worked on it") {
    record_all(store, changed);
    REQUIRE(listing(store).size() == 1);
    CHECK(listing(store)[0].id == kIncident);
    CHECK(count(store, "runs") == 1);
    CHECK(count(store, "episodes") == 2);
  }
  SECTION("but what somebody wrote on stays, under its id") {
    note(store, kIncident, "looked at it with the bank");
    record_all(store, changed);
    const auto all = listing(store);
    REQUIRE(all.size() == 2);
    CHECK(all[0].id == kIncident);
    CHECK(all[1].id == kIncident + "-2");
    CHECK(all[1].engine_id == kIncident);
    CHECK(detail(store, all[0].id).timeline.back().text == "looked at it with the bank");
    CHECK(detail(store, all[0].id).episodes.size() == 2);
  }
  SECTION("and what was really sent stays too") {
    const auto run = listing(store)[0].run;
    need(store::add_receipt(store, run, "key-1",
                            {.at = at("09:01"), .result = store::ReceiptResult::delivered}));
    record_all(store, changed);
    CHECK(listing(store).size() == 2);
    CHECK(count(store, "receipts") == 1);
  }
}

TEST_CASE("the same replay keeps people's work where it was", "[store][replay]") {
  const auto store = open_store();
  record_all(store, run_spec(store::RunKind::replayed));
  note(store, kIncident, "known since the release");
  record_all(store, run_spec(store::RunKind::replayed));
  REQUIRE(listing(store).size() == 1);
  CHECK(detail(store).timeline.back().text == "known since the release");
  CHECK(detail(store).timeline.size() == 7);
  CHECK(detail(store).episodes.size() == 2);
}

TEST_CASE("replays of other data, and live runs, stand beside each other", "[store][replay]") {
  const auto store = open_store();
  record_all(store, run_spec());
  record_all(store, run_spec(store::RunKind::replayed));
  auto other = run_spec(store::RunKind::replayed);
  other.data = "data-b";
  record_all(store, other);
  auto unnamed = run_spec(store::RunKind::replayed);
  unnamed.data = "";
  record_all(store, unnamed);
  record_all(store, unnamed);
  CHECK(listing(store).size() == 5);
  CHECK(listing(store)[0].kind == store::RunKind::live);
}

TEST_CASE("a filter lets through what it names", "[store][filter]") {
  const auto store = open_store();
  record_all(store, run_spec());
  struct Case {
    std::string_view why;
    store::IncidentFilter filter;
    std::size_t want;
  };
  const auto c = GENERATE(values<Case>({
      {"nothing asked", {}, 1},
      {"its model", {.model = "loan_rejection"}, 1},
      {"another model", {.model = "loan"}, 0},
      {"SQL is text", {.model = "' OR '1'='1"}, 0},
      {"a milder severity", {.severity = "info"}, 1},
      {"its severity", {.severity = "page"}, 1},
      {"a severity of no ladder", {.severity = "sev1"}, 0},
      {"its state", {.states = {store::IncidentState::open}}, 1},
      {"another state", {.states = {store::IncidentState::resolved}}, 0},
      {"a cause it has not", {.cause = "data"}, 0},
      {"opened then", {.since = at("09:00")}, 1},
      {"opened later", {.since = at("09:01")}, 0},
      {"until leaves its end out", {.until = at("09:00")}, 0},
      {"opened before", {.until = at("09:01")}, 1},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(listing(store, c.filter).size() == c.want); }
}

TEST_CASE("a cause is found by its name and by its group", "[store][filter]") {
  const auto store = open_store();
  record_all(store, run_spec());
  Transaction writing(store, Transaction::Kind::write);
  store::set_resolved(writing, kIncident, {"mara", at("13:00")}, "data.unit", "");
  need(writing.commit());
  CHECK(listing(store, {.cause = "data.unit"}).size() == 1);
  CHECK(listing(store, {.cause = "data"}).size() == 1);
  CHECK(listing(store, {.cause = "dat"}).empty());
  CHECK(listing(store, {.cause = "data.u"}).empty());
}

TEST_CASE("the timeline only grows", "[store]") {
  const auto store = open_store();
  record_all(store, run_spec());
  note(store, kIncident, "one");
  for (const char* forbidden :
       {"UPDATE timeline SET text = 'another'", "DELETE FROM timeline", "DELETE FROM incidents"}) {
    INFO(forbidden);
    Transaction writing(store, Transaction::Kind::write);
    writing.run(forbidden);
    CHECK(writing.failed());
  }
  CHECK(detail(store).timeline.back().text == "one");
}
