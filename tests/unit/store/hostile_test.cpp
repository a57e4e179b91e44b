#include "store/incident_rows.hpp"
#include "store/outbox.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;
using namespace std::string_literals;

namespace {

const std::vector<std::string> kTexts{
    "it's \"quoted\" `so`",
    "'; DROP TABLE incidents; --",
    "zero\0byte"s,
    "not \xff\xfe utf-8",
    "\x1b[2J\x1b]0;owned\x07",
    "a\r\nb\tc",
    "\xe2\x80\xae reversed",
    "?1 :name @x $y",
    std::string(200'000, 'z'),
    "",
};

Outcome with_text(const std::string& text) {
  const AlertId alert{text, text, text, text};
  auto about = line(alert, Change::fired, text);
  about.title = about.reason = about.owner = about.text = text;
  about.labels = {{text, text}};
  auto opened = entry("09:00", IncidentEntry::Kind::opened, alert, 1, text);
  opened.title = text;
  opened.episode = 1;
  auto told = message(text, at("09:00"), Message::Kind::beginning, about);
  told.channel = told.thread = told.model = text;
  return {.transitions = {{.at = at("09:00"),
                           .alert = alert,
                           .episode = 1,
                           .to_severity = 1,
                           .reason = text,
                           .incident = kIncident}},
          .messages = {told},
          .incidents = {opened}};
}

}  // namespace

TEST_CASE("any text goes in and comes out byte by byte", "[store][hostile]") {
  for (const auto& text : kTexts) {
    CAPTURE(text);
    const auto store = open_store();
    auto recorder = need(store::Recorder::begin(store, run_spec()));
    need(recorder.record(with_text(text)));
    need(store::add_receipt(store, recorder.run(), text,
                            {.result = store::ReceiptResult::retry, .detail = text}));
    store::Transaction writing(store, store::Transaction::Kind::write);
    store::append(writing, kIncident, {text, at("09:30")}, at("09:30"), "note", text);
    store::add_step(writing, kIncident, {text, at("09:30")}, text);
    CHECK(store::add_link(writing, kIncident, {text, at("09:30")}, text, text));
    store::set_resolved(writing, kIncident, {text, at("09:30")}, text, text);

    const auto found = store::read_detail(writing, kIncident);
    CHECK(found.head.title == text);
    CHECK(found.head.cause_text == text);
    CHECK(found.head.resolved->by == text);
    CHECK(found.episodes.at(0).alert == AlertId{text, text, text, text});
    CHECK(found.timeline.at(1).text == text);
    CHECK(found.timeline.at(1).author == text);
    CHECK(found.messages.at(0).channel == text);
    CHECK(found.messages.at(0).receipts.at(0).detail == text);
    CHECK(found.steps.at(0).text == text);
    CHECK(found.links.at(0).url == text);
    CHECK(writing.find_integer("SELECT count(*) FROM incidents") == 1);
    need(writing.commit());
    CHECK(need(store::waiting(store, recorder.run())).size() == 1);
  }
}

TEST_CASE("segments that differ in broken bytes only are different alerts", "[store][hostile]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  for (const char* segment : {"x=\xff", "x=\xfe", "x=\xef\xbf\xbd"}) {
    need(recorder.record({.transitions = {{.at = at("09:00"),
                                           .alert = {"", "m", "s", segment},
                                           .episode = 1,
                                           .to_severity = 1}}}));
  }
  store::Transaction reading(store, store::Transaction::Kind::read);
  CHECK(reading.find_integer("SELECT count(*) FROM episodes") == 3);
}

TEST_CASE("a prefix is text and no pattern", "[store][hostile]") {
  const auto store = open_store();
  record_all(store, run_spec());
  store::Transaction reading(store, store::Transaction::Kind::read);
  CHECK(store::ids_with_prefix(reading, "3f2a").size() == 1);
  for (const char* none : {"%", "_", "*", "3f2a%", "' OR 1 --", "3F2A"}) {
    CAPTURE(none);
    CHECK(store::ids_with_prefix(reading, none).empty());
  }
  CHECK(store::ids_with_prefix(reading, "3f\0"s).empty());
}

TEST_CASE("numbers that no column holds become unknown or stay what they are", "[store][hostile]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  const auto infinity = std::numeric_limits<double>::infinity();
  auto outcome = beginning();
  outcome.transitions[0].sample = seen(infinity, std::numeric_limits<std::uint64_t>::max());
  outcome.transitions[0].sample.low = -infinity;
  outcome.transitions[0].sample.from = kBeginning;
  outcome.transitions[0].sample.to = kForever;
  need(recorder.record(outcome));
  store::Transaction reading(store, store::Transaction::Kind::read);
  const auto step = store::read_detail(reading, kIncident).episodes.at(0).transitions.at(0);
  CHECK(step.value == infinity);
  CHECK(step.low == -infinity);
  CHECK(step.judged_from == kBeginning);
  CHECK(step.judged_to == kForever);
}
