#include "store/silences.hpp"

#include "store/recorder.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

Silence silence(std::string id, std::string_view from, std::string_view to) {
  return {.id = std::move(id),
          .selector = "loan_rejection.*",
          .where = {{"platform", "smava"}, {"arm", "a=b"}},
          .from = at(from),
          .to = at(to),
          .because = "load test",
          .by = "mara"};
}

std::vector<std::string> between(const store::Store& store, std::string_view from,
                                 std::string_view to) {
  std::vector<std::string> ids;
  for (const auto& record : need(store::silences_between(store, at(from), at(to))))
    ids.push_back(record.silence.id);
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a silence comes back as it was made", "[store][silences]") {
  const auto store = open_store();
  need(store::add_silence(store, silence("s1", "09:00", "10:00"), at("08:30")));
  const auto found = need(store::silences_between(store, kBeginning, kForever));
  REQUIRE(found.size() == 1);
  CHECK(found[0].silence.selector == "loan_rejection.*");
  CHECK(found[0].silence.where == Labels{{"platform", "smava"}, {"arm", "a=b"}});
  CHECK(found[0].silence.from == at("09:00"));
  CHECK(found[0].silence.to == at("10:00"));
  CHECK(found[0].silence.because == "load test");
  CHECK(found[0].silence.by == "mara");
  CHECK(found[0].made == at("08:30"));
  CHECK_FALSE(found[0].ended);
}

TEST_CASE("silences are found by the interval that they cover", "[store][silences]") {
  const auto store = open_store();
  need(store::add_silence(store, silence("b", "09:00", "10:00"), at("08:30")));
  need(store::add_silence(store, silence("a", "09:30", "11:00"), at("08:30")));
  CHECK(between(store, "09:00", "12:00") == Ids{"b", "a"});
  CHECK(between(store, "10:00", "12:00") == Ids{"a"});
  CHECK(between(store, "08:00", "09:00").empty());
  CHECK(between(store, "08:00", "09:01") == Ids{"b"});
}

TEST_CASE("a silence that is ended early ends there, and says who did it", "[store][silences]") {
  const auto store = open_store();
  need(store::add_silence(store, silence("s1", "09:00", "10:00"), at("08:30")));
  const auto ended = need(store::end_silence(store, "s", {"jo", at("09:20")}));
  CHECK(ended.silence.to == at("09:20"));
  CHECK(ended.planned_end == at("10:00"));
  REQUIRE(ended.ended);
  CHECK(ended.ended->by == "jo");
  CHECK(between(store, "09:00", "12:00") == Ids{"s1"});
  CHECK(between(store, "09:20", "12:00").empty());
  CHECK_FALSE(store::end_silence(store, "s1", {"jo", at("09:30")}));
}

TEST_CASE("a silence that is ended before it begins never is", "[store][silences]") {
  const auto store = open_store();
  need(store::add_silence(store, silence("s1", "09:00", "10:00"), at("08:30")));
  const auto ended = need(store::end_silence(store, "s1", {"jo", at("08:40")}));
  CHECK(ended.silence.to == at("09:00"));
  CHECK(between(store, "00:00", "23:00").empty());
}

TEST_CASE("which silence is meant must be clear, and it must not be over", "[store][silences]") {
  const auto store = open_store();
  need(store::add_silence(store, silence("s1", "09:00", "10:00"), at("08:30")));
  need(store::add_silence(store, silence("s2", "09:00", "10:00"), at("08:30")));
  const auto error = [&](const char* id, std::string_view when) {
    const auto done = store::end_silence(store, id, {"jo", at(when)});
    REQUIRE_FALSE(done);
    return done.error().message;
  };
  CHECK(error("s", "09:30").find("2 silences begin with `s`") != std::string::npos);
  CHECK(error("x", "09:30").find("no silence is called `x`") != std::string::npos);
  CHECK(error("s2", "10:00").find("is over since") != std::string::npos);
  CHECK_FALSE(store::add_silence(store, silence("s1", "11:00", "12:00"), at("08:30")));
}

TEST_CASE("what was held back is written down with its end, once", "[store][held]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec()));
  HeldBack record{kPrecision,  1, 1, {.kind = HoldKind::mute, .rule = 2, .name = "nights"},
                  at("09:00"), {}};
  record.cause.because = "Nobody is there";
  Outcome begun, over;
  begun.held.push_back(record);
  record.to = at("09:30");
  over.held.push_back(record);
  for (const auto* outcome : {&begun, &over, &begun, &over}) need(recorder.record(*outcome));
  store::Transaction reading(store, store::Transaction::Kind::read);
  CHECK(reading.find_integer("SELECT count(*) FROM held") == 1);
  CHECK(reading.find_text("SELECT kind || ' ' || rule || ' ' || name || ': ' || text FROM held") ==
        "mute 2 nights: mute nights (Nobody is there)");
  CHECK(reading.find_integer("SELECT ended - began FROM held") ==
        std::chrono::nanoseconds(30min).count());
  need(reading.commit());
}
