// What a mute covers, by the figures of the clock on the wall. The established engines want two
// entries for a time over midnight (Alertmanager refuses a range that crosses it) and take UTC
// where no zone is named; here one line is enough, and a zone is never guessed.
#include "engine/mute_clock.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

constexpr std::string_view kBerlin = "Europe/Berlin";

dsl::MutePlan mute(std::vector<int> weekdays, Duration from, Duration to,
                   std::string_view zone = "UTC") {
  dsl::MutePlan plan;
  plan.times.push_back({std::move(weekdays), from, to, std::string(zone)});
  return plan;
}

const std::vector<int> kEveryDay{1, 2, 3, 4, 5, 6, 7};

Instant when(const char* text) {
  const auto time = parse_time(text);
  REQUIRE(time.has_value());
  return *time;
}

}  // namespace

TEST_CASE("a mute covers what the clock of its zone shows", "[engine][mute]") {
  struct Case {
    const char* why;
    dsl::MutePlan plan;
    const char* at;
    bool covered;
  };
  // 2026-03-02 is a Monday. Berlin: UTC+1, UTC+2 from 2026-03-29T01:00Z to 2026-10-25T01:00Z.
  const auto nights = mute(kEveryDay, 22h, 6h);
  const auto fridays = mute({5}, 22h, 6h);
  const auto skipped = mute(kEveryDay, 2h, 3h, kBerlin);
  const auto twice = mute(kEveryDay, 2h, 2h + 30min, kBerlin);
  const auto berlin = mute(kEveryDay, 22h, 6h, kBerlin);
  const auto c = GENERATE_COPY(values<Case>({
      {"the start counts", mute({1}, 9h, 17h), "2026-03-02T09:00:00Z", true},
      {"the end does not, as in Alertmanager", mute({1}, 9h, 17h), "2026-03-02T17:00:00Z", false},
      {"just before the end", mute({1}, 9h, 17h), "2026-03-02T16:59:59Z", true},
      {"another weekday", mute({1}, 9h, 17h), "2026-03-03T12:00:00Z", false},
      {"over midnight, the evening", nights, "2026-03-02T23:00:00Z", true},
      {"over midnight, the morning after", nights, "2026-03-03T05:59:59Z", true},
      {"over midnight, the day between", nights, "2026-03-03T06:00:00Z", false},
      {"the night of Friday runs into Saturday", fridays, "2026-03-07T05:00:00Z", true},
      {"the morning of Friday is the night of Thursday", fridays, "2026-03-06T05:00:00Z", false},
      {"the evening of Saturday is no Friday", fridays, "2026-03-07T23:00:00Z", false},
      {"winter time", berlin, "2026-03-02T21:00:00Z", true},
      {"winter time, an hour early", berlin, "2026-03-02T20:59:59Z", false},
      {"summer time", berlin, "2026-07-06T20:00:00Z", true},
      {"summer time, its end", berlin, "2026-07-06T04:00:00Z", false},
      {"an hour that the clock skips is not covered", skipped, "2026-03-29T01:00:00Z", false},
      {"nor is the second before it", skipped, "2026-03-29T00:59:59Z", false},
      {"the day before it is", skipped, "2026-03-28T01:30:00Z", true},
      {"an hour that is shown twice, first", twice, "2026-10-25T00:15:00Z", true},
      {"an hour that is shown twice, between", twice, "2026-10-25T00:45:00Z", false},
      {"an hour that is shown twice, again", twice, "2026-10-25T01:15:00Z", true},
      {"before 1970", nights, "1969-12-31T23:00:00Z", true},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(covers(c.plan, when(c.at)) == c.covered); }
}

TEST_CASE("a mute knows when it turns over", "[engine][mute]") {
  struct Case {
    const char* why;
    dsl::MutePlan plan;
    const char* at;
    const char* next;
  };
  const auto two = [] {
    auto plan = mute(kEveryDay, 22h, 6h);
    plan.times.push_back({kEveryDay, 5h, 8h, "UTC"});
    return plan;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"it begins", mute(kEveryDay, 22h, 6h), "2026-03-02T12:00:00Z", "2026-03-02T22:00:00Z"},
      {"it ends", mute(kEveryDay, 22h, 6h), "2026-03-02T22:00:00Z", "2026-03-03T06:00:00Z"},
      {"one time carries on where the other ends", two(), "2026-03-03T05:30:00Z",
       "2026-03-03T08:00:00Z"},
      {"a week away", mute({1}, 9h, 10h), "2026-03-02T10:00:00Z", "2026-03-09T09:00:00Z"},
      {"a night that is an hour shorter", mute(kEveryDay, 22h, 6h, kBerlin), "2026-03-28T21:00:00Z",
       "2026-03-29T04:00:00Z"},
      {"a night that is an hour longer", mute(kEveryDay, 22h, 6h, kBerlin), "2026-10-24T20:00:00Z",
       "2026-10-25T05:00:00Z"},
      {"the move of the clock itself begins it", mute(kEveryDay, 2h + 30min, 4h, kBerlin),
       "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"},
      {"a Sunday whose hour is skipped", mute({7}, 2h, 3h, kBerlin), "2026-03-22T12:00:00Z",
       "2026-04-05T00:00:00Z"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(next_change(c.plan, when(c.at)) == when(c.next)); }
}

TEST_CASE("a mute that covers all of the day and the night never turns over", "[engine][mute]") {
  auto always = mute(kEveryDay, 0h, 12h);
  always.times.push_back({kEveryDay, 12h, 0h, "UTC"});
  CHECK(covers(always, test::at("12h")));
  CHECK(next_change(always, test::at("12h")) == kForever);
}

}  // namespace tocsin::engine
