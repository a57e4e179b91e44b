// The decisions that the established alerting tools take about one group of one receiver, and what
// tocsin does in the same place: how groups form and leave, their notification log's table, repeats
// against the interval of a group, and the states of one alert.
#include "tests/unit/engine/told.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace tocsin::engine {
namespace {

using test::kEnded, test::kInfo, test::kPage, test::kWarn;
using test::Told;

struct Step {
  std::string_view at;
  std::string alert;
  int severity;
};

struct Row {
  std::string_view state;        // what the receiver was told, and what is so now
  std::string_view established;  // the verdict of the usual notification log
  std::string_view here;         // that of tocsin
  std::string routes;
  std::vector<Step> steps;
  std::string story;
};

// `slow` by platform is one group; a page goes at once.
const std::string kOnce =
    "route page, warn, info to team\nroute page where kind = \"drift\" to pager\n";
const std::string kHourly =
    "route page, warn, info to team repeat 1h\nroute page where kind = \"drift\" to pager\n";

void check(const Row& row) {
  CAPTURE(row.state, row.established, row.here);
  Told told(row.routes);
  for (const auto& step : row.steps) told.set(step.at, step.alert, step.severity);
  told.pass("3h30m");
  CHECK(told.story() == row.story);
}

}  // namespace

TEST_CASE("how a group forms, waits and goes", "[engine][receivers][table]") {
  const auto row = GENERATE(values<Row>({
      {"an alert lacks the label that groups",
       "it is left out of the key: those that lack it share a group",
       "the same",
       "route page, warn, info to team group by segment.platform\n"
       "route page where kind = \"drift\" to pager\n",
       {{"1m", "slow/a", kPage}, {"1m", "wrong", kPage}},
       "1m team beginning page: wrong page\n1m team beginning page: slow/a page\n"},
      {"the first alerts of a group",
       "wait together from the first one on",
       "the same",
       kOnce,
       {{"1m", "slow/a", kWarn}, {"1m20s", "slow/b", kWarn}},
       "1m30s team beginning warn: slow/a warn, slow/b warn\n"},
      {"a more severe one joins a group that waits",
       "waits with it",
       "at once, with all that wait",
       kOnce,
       {{"1m", "slow/a", kWarn}, {"1m10s", "slow/b", kPage}},
       "1m10s team beginning page: slow/b page, slow/a warn\n"},
      {"it ends at the very instant of the message",
       "told as firing, and its end at the next interval",
       "nothing: what is so at that instant counts",
       kOnce,
       {{"1m", "slow/a", kWarn}, {"1m30s", "slow/a", kEnded}},
       ""},
      {"the last end is told, and another alert comes",
       "a new group that waits again",
       "the same",
       kOnce,
       {{"1m", "slow/a", kWarn}, {"10m", "slow/a", kEnded}, {"20m", "slow/b", kWarn}},
       "1m30s team beginning warn: slow/a warn\n10m team end warn: slow/a warn ended\n"
       "20m30s team beginning warn: slow/b warn\n"},
  }));
  check(row);
}

TEST_CASE("what was told against what is: the rows of the notification log",
          "[engine][receivers][table]") {
  const auto row = GENERATE(values<Row>({
      {"told nothing, some fire",
       "send: first",
       "the same",
       kOnce,
       {{"1m", "slow/a", kPage}},
       "1m team beginning page: slow/a page\n"},
      {"told nothing, all have ended",
       "nothing",
       "the same: what ends while it waits is not told",
       kOnce,
       {{"1m", "slow/a", kWarn}, {"1m20s", "slow/a", kEnded}},
       ""},
      {"another one fires that was not told",
       "send: new alerts, at the next interval",
       "the same, five minutes after the message before",
       kOnce,
       {{"1m", "slow/a", kPage}, {"2m", "slow/b", kPage}},
       "1m team beginning page: slow/a page\n6m team update page: slow/a page, slow/b page\n"},
      {"another one fires and is more severe",
       "the same: severity is a label like any other",
       "at once",
       kOnce,
       {{"1m", "slow/a", kWarn}, {"2m", "slow/b", kPage}},
       "1m30s team beginning warn: slow/a warn\n2m team update page: slow/b page, slow/a warn\n"},
      {"nothing fires any more",
       "send: all resolved, at the next interval",
       "at once",
       kOnce,
       {{"1m", "slow/a", kPage}, {"2m", "slow/a", kEnded}},
       "1m team beginning page: slow/a page\n2m team end page: slow/a page ended\n"},
      {"nothing fires, and the end was told",
       "nothing",
       "the same",
       kOnce,
       {{"1m", "slow/a", kPage},
        {"2m", "slow/a", kEnded},
        {"3m", "slow/b", kWarn},
        {"3m10s", "slow/b", kEnded}},
       "1m team beginning page: slow/a page\n2m team end page: slow/a page ended\n"},
      {"one of two has ended",
       "send: some resolved",
       "the same, five minutes after the one before",
       kOnce,
       {{"1m", "slow/a", kPage}, {"1m", "slow/b", kPage}, {"2m", "slow/a", kEnded}},
       "1m team beginning page: slow/a page, slow/b page\n"
       "6m team update page: slow/b page, slow/a page ended\n"},
      {"one of two ended and fires again before that was told",
       "nothing",
       "the same",
       kOnce,
       {{"1m", "slow/a", kPage},
        {"1m", "slow/b", kPage},
        {"2m", "slow/a", kEnded},
        {"3m", "slow/a", kPage}},
       "1m team beginning page: slow/a page, slow/b page\n"},
      {"the only one ended and fires again within the interval",
       "nothing: the flap is swallowed",
       "both are told: the end of all is never held",
       kOnce,
       {{"1m", "slow/a", kPage}, {"2m", "slow/a", kEnded}, {"3m", "slow/a", kPage}},
       "1m team beginning page: slow/a page\n2m team end page: slow/a page ended\n"
       "3m team beginning page: slow/a page\n"},
      {"nothing new, the time of the repeat has come",
       "send: repeat",
       "the same",
       kHourly,
       {{"1m", "slow/a", kPage}, {"1h30m", "slow/a", kEnded}},
       "1m team beginning page: slow/a page\n1h1m team repeat page: slow/a page\n"
       "1h30m team end page: slow/a page ended\n"},
      {"nothing new, and no repeat is due",
       "nothing",
       "the same",
       kOnce,
       {{"1m", "slow/a", kPage}, {"2m", "slow/a", kPage}},
       "1m team beginning page: slow/a page\n"},
      {"the severity has fallen",
       "send: another label is another alert",
       "nothing: the state is in the next message",
       kHourly,
       {{"1m", "slow/a", kPage}, {"2m", "slow/a", kWarn}, {"1h30m", "slow/a", kEnded}},
       "1m team beginning page: slow/a page\n1h1m team repeat warn: slow/a warn\n"
       "1h30m team end page: slow/a warn ended\n"},
  }));
  check(row);
}

TEST_CASE("repeats against the interval of a group", "[engine][receivers][table]") {
  const auto row = GENERATE(values<Row>({
      {"a repeat that is no multiple of the interval",
       "rounded up to a multiple of it",
       "exactly then",
       "route page, warn, info to team repeat 7m\nroute page where kind = "
       "\"drift\" to pager\n",
       {{"0s", "slow/a", kPage}, {"15m", "slow/a", kEnded}},
       "0s team beginning page: slow/a page\n7m team repeat page: slow/a page\n"
       "14m team repeat page: slow/a page\n15m team end page: slow/a page ended\n"},
      {"a repeat as long as the interval",
       "misses one and comes after twice the time",
       "exactly then",
       "route page, warn, info to team repeat 5m\nroute page where kind = "
       "\"drift\" to pager\n",
       {{"0s", "slow/a", kPage}, {"11m", "slow/a", kEnded}},
       "0s team beginning page: slow/a page\n5m team repeat page: slow/a page\n"
       "10m team repeat page: slow/a page\n11m team end page: slow/a page ended\n"},
      {"news between two repeats",
       "the repeat counts from the last message",
       "the same",
       kHourly,
       {{"0s", "slow/a", kPage},
        {"40m", "slow/b", kPage},
        {"2h", "slow/a", kEnded},
        {"2h", "slow/b", kEnded}},
       "0s team beginning page: slow/a page\n40m team update page: slow/a page, slow/b page\n"
       "1h40m team repeat page: slow/a page, slow/b page\n"
       "2h team end page: slow/a page ended, slow/b page ended\n"},
  }));
  check(row);
}

TEST_CASE("the states of one alert, as a receiver sees them", "[engine][receivers][table]") {
  const auto row = GENERATE(values<Row>({
      {"fires again after its end",
       "a new alert",
       "a new episode and a new thread",
       kOnce,
       {{"1m", "slow/a", kPage}, {"10m", "slow/a", kEnded}, {"20m", "slow/a", kPage}},
       "1m team beginning page: slow/a page\n10m team end page: slow/a page ended\n"
       "20m team beginning page: slow/a page\n"},
      {"rises",
       "another alert by another rule",
       "one alert whose severity is state",
       kOnce,
       {{"1m", "slow/a", kWarn}, {"10m", "slow/a", kPage}},
       "1m30s team beginning warn: slow/a warn\n10m team update page: slow/a page\n"},
      {"rises, falls and rises again",
       "another alert each time",
       "each rise is told",
       kOnce,
       {{"1m", "slow/a", kWarn},
        {"10m", "slow/a", kPage},
        {"20m", "slow/a", kWarn},
        {"30m", "slow/a", kPage}},
       "1m30s team beginning warn: slow/a warn\n10m team update page: slow/a page\n"
       "30m team update page: slow/a page\n"},
      {"moves to the route of another receiver",
       "the first one never hears of its end",
       "it ends for the one and begins for the other",
       "route info, warn to team\nroute page to pager\n",
       {{"1m", "slow/a", kWarn}, {"10m", "slow/a", kPage}},
       "1m30s team beginning warn: slow/a warn\n10m pager beginning page: slow/a page\n"
       "10m team end warn: slow/a warn escalated to page\n"},
  }));
  check(row);
}

TEST_CASE("a thread lasts from the first beginning of its group to its last end",
          "[engine][receivers][table]") {
  Told told(kOnce);
  told.set("1m", "slow/a", kPage).set("10m", "slow/b", kPage).set("20m", "slow/a", kEnded);
  told.set("30m", "slow/c", kWarn).set("40m", "slow/b", kEnded).set("50m", "slow/c", kEnded);
  told.set("1h", "slow/a", kPage).pass("2h");
  std::vector<std::pair<std::string, std::uint64_t>> seen;
  std::set<std::string> keys;
  for (const auto& message : told.messages()) {
    seen.emplace_back(message.thread, message.step);
    keys.insert(message.key);
  }
  REQUIRE(seen.size() == 7);
  CHECK(keys.size() == 7);
  for (std::size_t i = 0; i < 6; ++i)
    CHECK(seen[i] == std::pair{seen[0].first, static_cast<std::uint64_t>(i)});
  CHECK(told.messages()[5].kind == Message::Kind::end);
  CHECK(seen[6].first != seen[0].first);
  CHECK(seen[6].second == 0);
}

}  // namespace tocsin::engine
