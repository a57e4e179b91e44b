#include "engine/digests.hpp"

#include "engine/receivers.hpp"
#include "tests/unit/engine/told.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::at;
using test::kEnded, test::kInfo, test::kWarn, test::kPage;
using test::Told;

const std::string kHourly =
    "route page to pager\nroute info, warn to team digest hourly\nroute page to team\n";

}  // namespace

TEST_CASE("a digest collects beginnings, rises and ends until its time", "[engine][digest]") {
  CHECK(Told(kHourly)
            .set("1m", "slow/a", kInfo)
            .set("5m", "slow/a", kWarn)
            .set("10m", "wrong", kInfo)
            .set("20m", "wrong", kEnded)
            .set("30m", "wrong", kInfo)
            .pass("5h")
            .story() ==
        "1h team digest warn: slow/a warn (began 1 rose 1 ended 0), "
        "wrong info (began 2 rose 0 ended 1)\n");
}

TEST_CASE("a digest in which nothing happened is no message", "[engine][digest]") {
  Told told(kHourly);
  told.set("1m", "slow/a", kInfo).pass("2h30m");
  CHECK(told.story() == "1h team digest info: slow/a info (began 1 rose 0 ended 0)\n");
  SECTION("an ease alone is none") {
    told.set("3h", "slow/a", kWarn).set("4h10m", "slow/a", kInfo).pass("9h");
    CHECK(told.messages().size() == 2);
  }
  SECTION("who was told of the beginning is told of the end") {
    told.set("2h40m", "slow/a", kEnded).pass("9h");
    CHECK(told.story().substr(told.story().find('\n') + 1) ==
          "3h team digest info: slow/a info ended (began 0 rose 0 ended 1)\n");
  }
}

TEST_CASE("what happens at the very time of a digest is in it", "[engine][digest]") {
  CHECK(Told(kHourly).set("1h", "slow/a", kInfo).pass("1h").story() ==
        "1h team digest info: slow/a info (began 1 rose 0 ended 0)\n");
}

TEST_CASE("immediate comes before digest", "[engine][digest]") {
  const std::string both =
      "route page to pager\nroute info, warn to team digest hourly\n"
      "route page, warn where monitor = \"wrong\" to team wait 2m\n";
  CHECK(Told(both).set("1m", "wrong", kWarn).pass("3h").story() ==
        "3m team beginning warn: wrong warn\n");
  SECTION("what rises out of the digest is told at once; the digest tells what was before") {
    CHECK(Told(kHourly).set("1m", "slow/a", kInfo).set("10m", "slow/a", kPage).pass("3h").story() ==
          "10m pager beginning page: slow/a page\n"
          "10m team beginning page: slow/a page\n"
          "1h team digest info: slow/a info (began 1 rose 0 ended 0)\n");
  }
  SECTION("what eases into it before it was told is in the digest from its beginning") {
    CHECK(Told("route page to pager\nroute info to team digest hourly\nroute warn, page to team\n")
              .set("1m", "slow/a", kWarn)
              .set("1m10s", "slow/a", kInfo)
              .pass("3h")
              .story() == "1h team digest info: slow/a info (began 1 rose 0 ended 0)\n");
  }
  SECTION("what falls back into it ends at once, and begins nothing") {
    Told told(kHourly);
    told.set("1m", "slow/a", kPage).set("10m", "slow/a", kInfo).pass("3h");
    CHECK(told.story() ==
          "1m pager beginning page: slow/a page\n"
          "1m team beginning page: slow/a page\n"
          "10m pager end page: slow/a page eased to info\n"
          "10m team end page: slow/a page eased to info\n");
    told.set("3h10m", "slow/a", kEnded).pass("9h");
    CHECK(told.messages().back().kind == Message::Kind::digest);
    CHECK(told.messages().back().alerts.front().ended == 1);
  }
}

TEST_CASE("of several digests the one that leaves first has it", "[engine][digest]") {
  CHECK(Told("route page to pager\nroute info, warn to team digest daily 00:45 in \"UTC\"\n"
             "route info to team digest hourly\n")
            .set("10m", "slow/a", kInfo)
            .set("50m", "wrong", kInfo)
            .pass("30h")
            .story() ==
        "45m team digest info: slow/a info (began 1 rose 0 ended 0)\n"
        "1h team digest info: wrong info (began 1 rose 0 ended 0)\n");
}

TEST_CASE("digests leave by the clock of their zone", "[engine][digest]") {
  const auto plan = test::rules(test::kModelOfScene + std::string(test::kWatchOfTold) +
                                "route page, info, warn to pager\nroute info to team digest daily "
                                "02:30 in \"Europe/Berlin\"\n"
                                "route warn to team digest monday 08:00 in \"Europe/Berlin\"\n");
  const auto next = [&](std::size_t route, std::string_view from) {
    return format_utc(next_digest(*plan, {route}, *parse_time(from)));
  };
  CHECK(next(1, "2026-03-28T12:00Z") == "2026-03-29T01:00:00Z");  // 02:30 is not shown that day
  CHECK(next(1, "2026-10-24T12:00Z") == "2026-10-25T00:30:00Z");  // shown twice: the first
  CHECK(next(2, "2026-03-27T12:00Z") == "2026-03-30T06:00:00Z");  // a Monday, summer by now
  CHECK(format_utc(next_digest(*plan, {1, 2}, *parse_time("2026-03-30T03:00Z"))) ==
        "2026-03-30T06:00:00Z");
}

TEST_CASE("`quietly` leaves ends out of the digest", "[engine][digest]") {
  CHECK(Told("route page to pager\nroute info, warn to team quietly digest hourly\n")
            .set("1m", "slow/a", kInfo)
            .set("2h", "slow/a", kEnded)
            .pass("9h")
            .story() == "1h team digest info: slow/a info (began 1 rose 0 ended 0)\n");
}

TEST_CASE("digests survive being saved, and each has a key of its own", "[engine][digest]") {
  Told told(kHourly), other(kHourly);
  told.set("1m", "slow/a", kInfo).set("1h10m", "slow/a", kWarn).set("1h20m", "wrong", kInfo);
  Encoder out;
  told.receivers().save(out);
  Decoder in(out.bytes());
  other.receivers().load(in);
  CHECK(in.at_end());
  CHECK_FALSE(in.failed());
  CHECK(other.receivers().next_due() == at("2h"));
  told.pass("3h");
  REQUIRE(told.messages().size() == 2);
  CHECK(told.messages()[0].key != told.messages()[1].key);
  CHECK(told.messages()[0].thread != told.messages()[1].thread);
}

}  // namespace tocsin::engine
