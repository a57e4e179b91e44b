#include "tests/unit/engine/told.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace tocsin::engine {
namespace {

using test::kEnded, test::kPage, test::kWarn;
using test::Told;

// A group for each platform, so that nothing but the guard brings them together.
const std::string kApart =
    "route page to pager group by segment.platform\n"
    "route info, warn to team group by segment.platform\n";

void set_all(Told& told, std::string_view when, int from, int to, int severity) {
  for (int i = from; i < to; ++i) told.set(when, "slow/p" + std::to_string(100 + i), severity);
}

std::vector<std::string> keys_of(const std::vector<Message>& messages) {
  std::vector<std::string> keys;
  for (const auto& message : messages) keys.push_back(message.key);
  return keys;
}

}  // namespace

TEST_CASE("twenty alerts at one tick are their own messages, more are one", "[engine][storm]") {
  Told few(kApart), many(kApart);
  set_all(few, "1m", 0, 20, kPage);
  set_all(many, "1m", 0, 21, kPage);
  CHECK(few.pass("1m").messages().size() == 20);
  REQUIRE(many.pass("1m").messages().size() == 1);
  const auto& storm = many.messages().front();
  CHECK(storm.kind == Message::Kind::beginning);
  CHECK(storm.alerts.size() == 21);
  CHECK(storm.closes.empty());
  CHECK(body(storm).starts_with("21 alerts: m.slow 21\n"));
}

TEST_CASE("one group of many alerts stays what it is", "[engine][storm]") {
  Told told("route page to pager\nroute info, warn to team\n");
  set_all(told, "1m", 0, 30, kPage);
  REQUIRE(told.pass("1m").messages().size() == 1);
  CHECK(told.messages().front().group == "m.slow");
}

TEST_CASE("who was told of a storm is told its ends in one thread", "[engine][storm]") {
  Told told(kApart);
  set_all(told, "1m", 0, 30, kPage);
  set_all(told, "20m", 0, 25, kEnded);
  told.pass("30m");
  REQUIRE(told.messages().size() == 2);
  CHECK(told.messages()[1].kind == Message::Kind::update);
  set_all(told, "40m", 25, 30, kEnded);
  told.pass("3h");
  REQUIRE(told.messages().size() == 3);
  const auto& last = told.messages().back();
  CHECK(last.kind == Message::Kind::end);
  CHECK(last.thread == told.messages().front().thread);
  CHECK(last.step == 2);
  CHECK(last.alerts.size() == 5);
  SECTION("and the next time an alert is on its own again") {
    told.set("4h", "slow/p100", kPage).pass("5h");
    CHECK(told.messages().back().group == "segment.platform=p100");
  }
}

TEST_CASE("many ends at one tick are one message, which ends all their threads",
          "[engine][storm]") {
  Told told(kApart);
  for (int i = 0; i < 25; ++i)
    told.set(std::to_string(i + 1) + "m", "slow/p" + std::to_string(100 + i), kPage);
  REQUIRE(told.pass("1h").messages().size() == 25);
  std::set<std::string> threads;
  for (const auto& message : told.messages()) threads.insert(message.thread);
  CHECK(threads.size() == 25);
  set_all(told, "2h", 0, 25, kEnded);
  told.pass("9h");
  REQUIRE(told.messages().size() == 26);
  const auto& end = told.messages().back();
  CHECK(end.kind == Message::Kind::end);
  CHECK(std::set<std::string>(end.closes.begin(), end.closes.end()) == threads);
  CHECK_FALSE(threads.contains(end.thread));
  CHECK_FALSE(told.receivers().next_due());
}

TEST_CASE("a thread that a storm takes over is ended by its message, and by no other",
          "[engine][storm]") {
  Told told(kApart);
  told.set("1m", "slow/p100", kPage).pass("2m");
  const auto thread = told.messages().front().thread;
  set_all(told, "10m", 0, 1, kEnded);
  set_all(told, "10m", 1, 26, kPage);
  told.pass("11m");
  REQUIRE(told.messages().size() == 2);
  CHECK(told.messages()[1].closes == std::vector{thread});
  set_all(told, "2h", 1, 26, kEnded);
  told.pass("9h");
  CHECK(told.messages().back().closes.empty());
  CHECK(told.messages().back().thread == told.messages()[1].thread);
  const auto keys = keys_of(told.messages());
  CHECK(std::set<std::string>(keys.begin(), keys.end()).size() == keys.size());
}

TEST_CASE("repeats that fall together are one message too", "[engine][storm]") {
  Told told("route page to pager repeat 1h group by segment.platform\nroute info, warn to team\n");
  set_all(told, "1m", 0, 15, kPage);
  told.pass("1m");
  CHECK(told.messages().size() == 15);
  set_all(told, "1m", 15, 30, kPage);
  told.pass("1h1m");
  REQUIRE(told.messages().size() == 31);
  CHECK(told.messages().back().alerts.size() == 30);
  CHECK(told.messages().back().closes.size() == 30);
}

TEST_CASE("channels have storms of their own", "[engine][storm]") {
  Told told(
      "route page to pager group by segment.platform\n"
      "route page where segment.platform like \"p10?\" to team group by segment.platform\n"
      "route info, warn to team\n");
  set_all(told, "1m", 0, 30, kPage);
  told.pass("1m");
  std::size_t pager = 0, team = 0;
  for (const auto& message : told.messages()) ++(message.channel == "pager" ? pager : team);
  CHECK(pager == 1);
  CHECK(team == 10);
}

TEST_CASE("a storm survives being saved", "[engine][storm]") {
  Told told(kApart), other(kApart);
  for (int i = 0; i < 5; ++i)
    told.set(std::to_string(i + 1) + "m", "slow/p" + std::to_string(100 + i), kPage);
  set_all(told, "10m", 5, 40, kPage);
  told.pass("10m");
  set_all(told, "12m", 0, 3, kEnded);
  Encoder out;
  told.receivers().save(out);
  Decoder in(out.bytes());
  other.receivers().load(in);
  CHECK(in.at_end());
  CHECK_FALSE(in.failed());
  Encoder again;
  other.receivers().save(again);
  CHECK(again.bytes() == out.bytes());
  CHECK(other.receivers().next_due() == told.receivers().next_due());
}

}  // namespace tocsin::engine
