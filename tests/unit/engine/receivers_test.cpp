#include "engine/receivers.hpp"

#include "tests/unit/engine/told.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <map>
#include <set>

namespace tocsin::engine {
namespace {

using test::at;

using test::kEnded, test::kInfo, test::kWarn, test::kPage;
using test::Told;

const std::string kAllToTeam =
    "route page, warn, info to team\nroute page where kind = \"drift\" to pager\n";

}  // namespace

TEST_CASE("a beginning waits for company, a page does not", "[engine][receivers]") {
  CHECK(Told(kAllToTeam)
            .set("1m", "slow/a", kWarn)
            .set("1m20s", "slow/b", kWarn)
            .pass("1h")
            .story() == "1m30s team beginning warn: slow/a warn, slow/b warn\n");
  CHECK(Told(kAllToTeam).set("1m", "slow/a", kPage).pass("1h").story() ==
        "1m team beginning page: slow/a page\n");
  CHECK(Told(kAllToTeam)
            .set("1m", "slow/a", kWarn)
            .set("1m10s", "slow/b", kPage)
            .pass("1h")
            .story() == "1m10s team beginning page: slow/b page, slow/a warn\n");
}

TEST_CASE("monitors do not share a message unless they are asked to", "[engine][receivers]") {
  CHECK(Told(kAllToTeam).set("1m", "slow/a", kWarn).set("1m", "wrong", kWarn).pass("1h").story() ==
        "1m30s team beginning warn: slow/a warn\n1m30s team beginning warn: wrong warn\n");
  CHECK(Told("route page, warn, info to team group by model\nroute page where kind = \"drift\" to "
             "pager\n")
            .set("1m", "slow/a", kWarn)
            .set("1m", "wrong", kWarn)
            .pass("1h")
            .story() == "1m30s team beginning warn: slow/a warn, wrong warn\n");
}

TEST_CASE("what ends while it waits is not told", "[engine][receivers]") {
  CHECK(Told(kAllToTeam)
            .set("1m", "slow/a", kWarn)
            .set("1m20s", "slow/a", kEnded)
            .pass("2h")
            .story() == "");
  CHECK(Told(kAllToTeam)
            .set("1m", "slow/a", kWarn)
            .set("1m5s", "slow/b", kWarn)
            .set("1m20s", "slow/a", kEnded)
            .pass("2h")
            .story() == "1m30s team beginning warn: slow/b warn\n");
}

TEST_CASE("after its first message a group collects for five minutes", "[engine][receivers]") {
  Told told(kAllToTeam);
  told.set("1m", "slow/a", kWarn).set("3m", "slow/b", kWarn).set("4m", "slow/c", kWarn);
  CHECK(told.pass("2h").story() ==
        "1m30s team beginning warn: slow/a warn\n"
        "6m30s team update warn: slow/a warn, slow/b warn, slow/c warn\n");
  SECTION("but its last end goes at once, and names what ended shortly before") {
    told.set("2h", "slow/a", kEnded)
        .set("2h", "slow/b", kEnded)
        .set("2h2m", "slow/c", kEnded)
        .pass("5h");
    CHECK(told.story().substr(told.story().find("2h")) ==
          "2h team update warn: slow/c warn, slow/a warn ended, slow/b warn ended\n"
          "2h2m team end warn: slow/c warn ended\n");
  }
  SECTION("a rise of its severity goes at once") {
    told.set("2h", "slow/a", kPage)
        .set("2h1m", "slow/d", kPage)
        .set("2h2m", "slow/b", kPage)
        .pass("5h");
    CHECK(told.story().substr(told.story().find("2h")) ==
          "2h team update page: slow/a page, slow/b warn, slow/c warn\n"
          "2h5m team update page: slow/a page, slow/b page, slow/d page, slow/c warn\n");
  }
}

TEST_CASE("news that is gone before it leaves sends nothing", "[engine][receivers]") {
  CHECK(Told(kAllToTeam)
            .set("1m", "slow/a", kPage)
            .set("2m", "slow/b", kWarn)
            .set("3m", "slow/b", kEnded)
            .pass("5h")
            .story() == "1m team beginning page: slow/a page\n");
  CHECK(Told(kAllToTeam)
            .set("1m", "slow/a", kPage)
            .set("2m", "slow/b", kInfo)
            .set("7m", "slow/b", kWarn)
            .set("8m", "slow/b", kInfo)
            .pass("5h")
            .story() ==
        "1m team beginning page: slow/a page\n6m team update page: slow/a page, slow/b info\n");
}

TEST_CASE("a repeat is counted from the last message of the group", "[engine][receivers]") {
  Told told(
      "route page, warn, info to team repeat 1h\nroute page where kind = \"drift\" to pager\n");
  told.set("0s", "slow/a", kPage).set("30m", "slow/b", kPage).pass("3h");
  CHECK(told.story() ==
        "0s team beginning page: slow/a page\n"
        "30m team update page: slow/a page, slow/b page\n"
        "1h30m team repeat page: slow/a page, slow/b page\n"
        "2h30m team repeat page: slow/a page, slow/b page\n");
  told.set("3h", "slow/a", kEnded).set("3h", "slow/b", kEnded).pass("9h");
  CHECK(told.messages().size() == 5);
}

TEST_CASE("a repeat that only now applies is not owed for the past", "[engine][receivers]") {
  // A warning of an hour ago rises: the page is told at once, and repeated an hour after that.
  CHECK(Told("route warn, info to team\nroute page to team, pager repeat 1h\n")
            .set("0s", "slow/a", kWarn)
            .set("4h", "slow/a", kPage)
            .pass("5h30m")
            .story() ==
        "30s team beginning warn: slow/a warn\n"
        "4h pager beginning page: slow/a page\n"
        "4h team update page: slow/a page\n"
        "5h pager repeat page: slow/a page\n"
        "5h team repeat page: slow/a page\n");
}

TEST_CASE("a rise out of a route is an end to its channel, and is called a rise",
          "[engine][receivers]") {
  CHECK(Told("route warn, info to team\nroute page to pager\n")
            .set("0s", "slow/a", kWarn)
            .set("10m", "slow/a", kPage)
            .pass("1h")
            .story() ==
        "30s team beginning warn: slow/a warn\n"
        "10m pager beginning page: slow/a page\n"
        "10m team end warn: slow/a warn escalated to page\n");
}

TEST_CASE("the receiver's view is state", "[engine][receivers]") {
  const std::string routes =
      "route page to pager repeat 2h\nroute warn, page to team repeat 2h\nroute info to team\n";
  SECTION("eased from page to warn the pager hears an end, the team nothing new") {
    CHECK(Told(routes).set("0s", "slow/a", kPage).set("10m", "slow/a", kWarn).pass("1h").story() ==
          "0s pager beginning page: slow/a page\n"
          "0s team beginning page: slow/a page\n"
          "10m pager end page: slow/a page eased to warn\n");
  }
  SECTION("the next repeat shows the team the changed state") {
    CHECK(Told(routes).set("0s", "slow/a", kPage).set("10m", "slow/a", kWarn).pass("2h").story() ==
          "0s pager beginning page: slow/a page\n"
          "0s team beginning page: slow/a page\n"
          "10m pager end page: slow/a page eased to warn\n"
          "2h team repeat warn: slow/a warn\n");
  }
  SECTION("a rise after an ease is told again, to both") {
    CHECK(Told(routes)
              .set("0s", "slow/a", kPage)
              .set("10m", "slow/a", kWarn)
              .set("20m", "slow/a", kPage)
              .pass("1h")
              .story() ==
          "0s pager beginning page: slow/a page\n"
          "0s team beginning page: slow/a page\n"
          "10m pager end page: slow/a page eased to warn\n"
          "20m pager beginning page: slow/a page\n"
          "20m team update page: slow/a page\n");
  }
  SECTION("who was told of a beginning is told of the end") {
    CHECK(Told(routes).set("0s", "slow/a", kPage).set("10m", "slow/a", kEnded).pass("5h").story() ==
          "0s pager beginning page: slow/a page\n"
          "0s team beginning page: slow/a page\n"
          "10m pager end page: slow/a page ended\n"
          "10m team end page: slow/a page ended\n");
  }
  SECTION("unless the routes are quiet about it") {
    CHECK(Told("route page to pager quietly\nroute warn, info to pager\nroute page, warn where "
               "kind = \"drift\" to team\n")
              .set("0s", "slow/a", kPage)
              .set("10m", "slow/a", kEnded)
              .pass("5h")
              .story() == "0s pager beginning page: slow/a page\n");
  }
}

TEST_CASE("quiet ends leave the group without a word", "[engine][receivers]") {
  const std::string routes =
      "route page, warn, info to team quietly group by model\nroute page where kind = \"drift\" to "
      "pager\n";
  CHECK(Told(routes)
            .set("0s", "slow/a", kPage)
            .set("0s", "wrong", kPage)
            .set("10m", "wrong", kEnded)
            .pass("3h")
            .story() == "0s team beginning page: slow/a page, wrong page\n");
}

TEST_CASE("a dark model is one message with all its monitors", "[engine][receivers]") {
  CHECK(Told(kAllToTeam)
            .set("30m", "slow/a", kWarn, kNoData, true)
            .set("30m", "wrong", kWarn, kNoData, true)
            .pass("1h")
            .story() == "30m30s team beginning warn: slow/a warn, wrong warn\n");
}

TEST_CASE("a relapse before its end was told is still the same to the receiver",
          "[engine][receivers]") {
  Told told(kAllToTeam);
  told.set("0s", "slow/a", kPage).set("0s", "slow/b", kPage);
  told.set("1m", "slow/a", kEnded).set("2m", "slow/a", kPage).pass("5h");
  CHECK(told.story() == "0s team beginning page: slow/a page, slow/b page\n");
  told.set("6h", "slow/b", kEnded).set("6h", "slow/a", kEnded).pass("9h");
  CHECK(told.messages().size() == 2);
  CHECK(told.messages().back().alerts.front().episode == 2);
}

TEST_CASE("messages have keys of their own, and a thread from first beginning to last end",
          "[engine][receivers]") {
  Told told("route page to pager\nroute warn, info to team\n");
  // One episode reaches the pager twice.
  told.set("0s", "slow/a", kPage)
      .set("10m", "slow/a", kWarn)
      .set("20m", "slow/a", kPage)
      .set("30m", "slow/a", kEnded);
  told.pass("5h");
  std::set<std::string> keys;
  std::map<std::string, std::string> steps;
  for (const auto& message : told.messages()) {
    CHECK(keys.insert(message.key).second);
    steps[message.channel + " " + message.thread] += std::to_string(message.step);
  }
  std::multiset<std::string> runs;
  for (const auto& [thread, run] : steps) runs.insert(thread.substr(0, 5) + " " + run);
  CHECK(runs == std::multiset<std::string>{"pager 01", "pager 01", "team  01"});
}

TEST_CASE("what receivers were told survives being saved", "[engine][receivers]") {
  const std::string routes = "route page to pager repeat 1h\nroute warn, info to team repeat 2h\n";
  Told told(routes), other(routes);
  told.set("0s", "slow/a", kPage)
      .set("1m", "slow/b", kWarn)
      .set("10m", "slow/a", kWarn)
      .set("11m", "wrong", kInfo);
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
