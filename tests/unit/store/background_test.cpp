#include "store/background.hpp"

#include "store/incident_rows.hpp"
#include "store/outbox.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;
using store::ReceiptResult;

TEST_CASE("what receivers call the messages they have is kept", "[store][background]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  need(recorder.record(beginning()));
  need(recorder.record(middle()));
  need(recorder.record(ending()));
  const auto receive = [&](const char* key, ReceiptResult result, std::string id) {
    need(store::add_receipt(store, recorder.run(), key,
                            {.result = result, .receiver_id = std::move(id)}));
  };
  receive("key-3", ReceiptResult::delivered, "C1/3.3");
  receive("key-1", ReceiptResult::retry, "");
  receive("key-1", ReceiptResult::delivered, "C1/1.1");
  receive("key-2", ReceiptResult::rejected, "C1/2.2");
  const auto taken = need(store::taken_messages(store));
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].receiver_id == "C1/1.1");
  CHECK(taken[0].message.channel == "team");
  CHECK(taken[0].message.thread == "t1");
  CHECK(taken[0].message.incident == kIncident);
  CHECK(taken[1].receiver_id == "C1/3.3");
  CHECK(taken[1].message.kind == Message::Kind::end);
}

TEST_CASE("the last incident of a monitor is told once it is resolved", "[store][background]") {
  const auto store = open_store();
  record_all(store, run_spec());
  const auto last = [&](const AlertId& alert, const std::string& present, Instant before) {
    return need(store::last_resolved(store, alert, present, before));
  };
  const Instant later = at("18:00");
  CHECK(last(kPrecision, "", later).empty());
  store::Transaction writing(store, store::Transaction::Kind::write);
  store::set_resolved(writing, kIncident, {.by = "anna", .at = at("15:00")}, "data.unit",
                      "income came in cents");
  need(writing.commit());
  CHECK(last(kPrecision, "", later) ==
        "3f2a9c11d0e4 of 2026-03-02, data.unit: income came in cents");
  auto other_segment = kSlow;
  other_segment.segment = "platform=check24";
  CHECK(last(other_segment, "", later).starts_with("3f2a9c11d0e4 "));
  auto other_monitor = kSlow;
  other_monitor.monitor = "no_answer";
  CHECK(last(other_monitor, "", later).empty());
  CHECK(last(kPrecision, kIncident, later).empty());
  CHECK(last(kPrecision, "", at("09:00")).empty());
}
