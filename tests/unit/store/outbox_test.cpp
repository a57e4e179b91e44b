#include "store/outbox.hpp"

#include "store/incident_rows.hpp"
#include "store/message_json.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tocsin;
using namespace tocsin::test;
using store::ReceiptResult;

namespace {

std::vector<std::string> waiting_keys(const store::Store& store, std::int64_t run) {
  std::vector<std::string> keys;
  for (const auto& message : need(store::waiting(store, run))) keys.push_back(message.key);
  return keys;
}

std::vector<store::MessageRecord> messages(const store::Store& store) {
  store::Transaction reading(store, store::Transaction::Kind::read);
  return store::read_detail(reading, kIncident).messages;
}

}  // namespace

TEST_CASE("a message waits until a receipt settles it", "[store][outbox]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  need(recorder.record(beginning()));
  need(recorder.record(middle()));
  const auto run = recorder.run();
  CHECK(waiting_keys(store, run) == std::vector<std::string>{"key-1", "key-2"});

  need(store::add_receipt(
      store, run, "key-1",
      {.at = at("09:01"), .result = ReceiptResult::retry, .detail = "HTTP 503"}));
  CHECK(waiting_keys(store, run) == std::vector<std::string>{"key-1", "key-2"});
  CHECK(messages(store)[0].delivery == store::Delivery::waiting);

  need(store::add_receipt(store, run, "key-1",
                          {.at = at("09:02"), .result = ReceiptResult::delivered}));
  need(store::add_receipt(store, run, "key-2",
                          {.at = at("09:31"), .result = ReceiptResult::rejected}));
  CHECK(waiting_keys(store, run).empty());
  CHECK(need(store::delivered(store)) == std::set<std::string>{"key-1"});
  const auto told = messages(store);
  CHECK(told[0].delivery == store::Delivery::delivered);
  CHECK(told[1].delivery == store::Delivery::dead);
  REQUIRE(told[0].receipts.size() == 2);
  CHECK(told[0].receipts[0].attempt == 1);
  CHECK(told[0].receipts[0].detail == "HTTP 503");
  CHECK(told[0].receipts[1].attempt == 2);
}

TEST_CASE("a replay shows its messages and does not claim to have sent them", "[store][outbox]") {
  const auto store = open_store();
  record_all(store, run_spec(store::RunKind::replayed));
  for (const auto& message : messages(store)) CHECK(message.delivery == store::Delivery::shown);
}

TEST_CASE("what was asked to be sent of a replay is sent once, whichever run decided it",
          "[store][outbox]") {
  const auto store = open_store();
  auto spec = run_spec(store::RunKind::replayed);
  auto recorder = need(store::Recorder::begin(store, spec));
  need(recorder.record(beginning()));
  need(recorder.record(middle()));
  CHECK(need(store::unsettled(store)).empty());
  need(store::post_keys(store, recorder.run(), {"key-1", "key-2", "key-2", "unknown"}));
  CHECK(waiting_keys(store, recorder.run()) == std::vector<std::string>{"key-1", "key-2"});

  // Other rules over the same data, and a message that says the same.
  spec.rules = "rules-b";
  auto other = need(store::Recorder::begin(store, spec));
  REQUIRE(other.run() != recorder.run());
  need(other.record(beginning()));
  need(store::post_keys(store, other.run(), {"key-1"}));
  CHECK(waiting_keys(store, other.run()).empty());
  CHECK(waiting_keys(store, recorder.run()) == std::vector<std::string>{"key-1", "key-2"});
}

TEST_CASE("what was under way when a process ended is pending for the next", "[store][outbox]") {
  const auto store = open_store();
  need(store::post_all(store, {message("key-1", at("09:00"), Message::Kind::beginning, {})},
                       at("09:00")));
  const auto id = need(store::unsettled(store)).at(0).id;
  {
    store::Transaction writing(store, store::Transaction::Kind::write);
    CHECK(store::take(writing, id));
    CHECK_FALSE(store::take(writing, id));
    need(writing.commit());
  }
  CHECK(need(store::unsettled(store)).at(0).stage == store::Stage::under_way);
  need(store::recover(store));
  CHECK(need(store::unsettled(store)).at(0).stage == store::Stage::pending);
}

TEST_CASE("the place of a message and the health of a channel come back whole", "[store][outbox]") {
  const auto store = open_store();
  need(
      store::post_all(store, {message("key-1", at("09:00"), Message::Kind::end, {})}, at("09:00")));
  auto posting = need(store::unsettled(store)).at(0);
  posting.attempts = 3;
  posting.first = at("09:01");
  posting.next = at("09:05");
  posting.reason = "503 busy";
  posting.owed = {"a@x", "b@x"};
  posting.refused = {"c@x"};
  const store::ChannelHealth health{.channel = "team",
                                    .failures = 3,
                                    .failing_since = at("09:01"),
                                    .next = at("09:04"),
                                    .answer = "503 busy",
                                    .broken = true,
                                    .told = true};
  store::Transaction writing(store, store::Transaction::Kind::write);
  store::write_place(writing, posting);
  store::write_health(writing, health);
  store::write_health(writing, health);
  need(writing.commit());
  const auto back = need(store::unsettled(store)).at(0);
  CHECK(back.attempts == 3);
  CHECK(back.first == at("09:01"));
  CHECK(back.next == at("09:05"));
  CHECK(back.reason == "503 busy");
  CHECK(back.owed == std::vector<std::string>{"a@x", "b@x"});
  CHECK(back.refused == std::vector<std::string>{"c@x"});
  const auto of_team = need(store::read_health(store)).at("team");
  CHECK(of_team.failures == 3);
  CHECK(of_team.failing_since == at("09:01"));
  CHECK(of_team.next == at("09:04"));
  CHECK(of_team.answer == "503 busy");
  CHECK(of_team.broken);
  CHECK(of_team.told);
}

TEST_CASE("what is given up waits no longer and is dead", "[store][outbox]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  need(recorder.record(beginning()));
  need(store::add_receipt(store, recorder.run(), "key-1",
                          {.at = at("09:05"),
                           .result = ReceiptResult::given_up,
                           .status = 503,
                           .detail = "HTTP 503 after 6 attempts",
                           .receiver_id = "r-17"}));
  CHECK(waiting_keys(store, recorder.run()).empty());
  const auto told = messages(store).at(0);
  CHECK(told.delivery == store::Delivery::dead);
  CHECK(told.receipts.at(0).result == ReceiptResult::given_up);
  CHECK(told.receipts.at(0).status == 503);
  CHECK(told.receipts.at(0).receiver_id == "r-17");
}

TEST_CASE("a receipt for an unknown message is refused", "[store][outbox]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  const auto done = store::add_receipt(store, recorder.run(), "key-9", {});
  REQUIRE_FALSE(done.has_value());
  CHECK_THAT(done.error().message, Catch::Contains("key-9"));
}

TEST_CASE("a receipt stays as it was written", "[store][outbox]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  need(recorder.record(beginning()));
  need(store::add_receipt(store, recorder.run(), "key-1", {.result = ReceiptResult::retry}));
  for (const char* forbidden :
       {"UPDATE receipts SET result = 'delivered'", "DELETE FROM receipts"}) {
    store::Transaction writing(store, store::Transaction::Kind::write);
    writing.run(forbidden);
    CHECK(writing.failed());
  }
}

TEST_CASE("a stored message comes back whole", "[store][outbox]") {
  auto whole = message("key-1", at("09:00"), Message::Kind::end, line(kSlow, Change::gap_over, ""));
  whole.step = 7;
  whole.severity_count = 5;
  whole.default_severity = 3;
  whole.ladder = {"info", "warn", "page"};
  whole.note = "anna: on it";
  whole.earlier = "3f2a90c1d7e8 of 2026-02-11, model.version";
  whole.course = {.points = {{at("08:00"), 0.5, 0.25, 0.75}, {at("09:00")}},
                  .levels = {{0.95, "warn < 95%", 1}},
                  .lowest = "50%",
                  .highest = "50%"};
  auto& alert = whole.alerts[0];
  alert.labels = {{"platform", "sma\"va, \n\0x"}, {"arm", "live"}};
  alert.n = 18'000'000'000'000'000'000u;
  alert.labels_known = 3;
  alert.label_measure = true;
  alert.owner = "credit-ml";
  alert.runbook = "https://wiki.example/slow";
  alert.dashboard = "https://dash.example";
  alert.advice = "look at the unit";
  alert.text = "Grüße \x1b[31m";
  alert.judged = "events of one hour";
  alert.interval = "391ms to 455ms (95%)";
  alert.flapping = "since 09:00, 7 changes";
  alert.began = 3;
  alert.rose = 4;
  alert.ended = 5;
  whole.closes = {"thread-a", "thread-b"};
  const auto text = store::to_json(whole);
  const auto back = need(store::message_from_json(text));
  CHECK(store::to_json(back) == text);
  CHECK(back.alerts[0].labels == alert.labels);
  CHECK(back.alerts[0].change == Change::gap_over);
  CHECK(back.alerts[0].n == alert.n);
  CHECK(back.alerts[0].text == alert.text);
  CHECK(back.alerts[0].flapping == alert.flapping);
  CHECK(back.alerts[0].began + 10 * back.alerts[0].rose + 100 * back.alerts[0].ended == 543);
  CHECK(back.closes == whole.closes);
  CHECK(back.kind == Message::Kind::end);
  CHECK(back.at == whole.at);
  CHECK(back.severity_count == 5);
  CHECK(back.default_severity == 3);
  CHECK(back.ladder == whole.ladder);
  CHECK(back.course.points[0].high == 0.75);
  CHECK(std::isnan(back.course.points[1].value));
  CHECK(back.course.levels[0].text == "warn < 95%");
  CHECK(headline(back) == headline(whole));
  CHECK(body(back) == body(whole));
}

TEST_CASE("a stored message that somebody has edited is an error and no crash", "[store][outbox]") {
  const auto good = store::to_json(message("k", at("09:00"), Message::Kind::end, {}));
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_FALSE(store::message_from_json(good.substr(0, length)).has_value());
  }
  for (const char* bad : {"[]", "7", "{}", R"({"key": 7})"}) {
    CHECK_FALSE(store::message_from_json(bad).has_value());
  }
}
