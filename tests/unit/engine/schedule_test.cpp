#include "engine/schedule.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::at;

dsl::MonitorPlan windowed(const std::string& window, const std::string& measure = "count") {
  const std::string threshold = measure == "count" ? "0" : "0%";
  return test::monitoring("measure " + measure + " " + window + "\nwarn when > " + threshold + "\n")
      ->monitors[0];
}

}  // namespace

TEST_CASE("a tick judges what lies L, or L + H, behind it", "[engine][schedule]") {
  const auto model = test::monitoring("measure count over 1h\nwarn when > 1\n")->models[0];
  CHECK(shift_of(windowed("over 1h"), model) == 2min);
  CHECK(shift_of(windowed("over 1h matured", "precision"), model) == 3h + 2min);
  CHECK(shift_of(windowed("over 1h on arrival", "precision"), model) == Duration{0});
  CHECK(window_of(windowed("over 1h")) == 1h);
  CHECK(window_of(windowed("over each 40 events")) == Duration{0});
}

TEST_CASE("the first tick at or after an instant", "[engine][schedule]") {
  struct Case {
    std::string_view why;
    std::string window, measure;
    std::string_view from, first;
  };
  const auto model = test::monitoring("measure count over 1h\nwarn when > 1\n")->models[0];
  const auto c = GENERATE(values<Case>({
      {"a multiple of every", "over 1h every 10m", "count", "1h3m", "1h10m"},
      {"the instant itself is one", "over 1h every 10m", "count", "1h10m", "1h10m"},
      {"every minute unless said otherwise", "over 1h", "count", "1h30s", "1h1m"},
      {"a tumbling window: its end + L", "over each 1h", "count", "1h3m", "2h2m"},
      {"and not before", "over each 1h", "count", "1h2m", "1h2m"},
      {"its end + L + H with labels", "over each 1h", "precision", "3h3m", "4h2m"},
      {"seven minutes count from the epoch", "over 14m every 7m", "count", "0s", "1m"},
  }));
  // kMonday is 29540160 minutes after the epoch, 6 more than a multiple of seven.
  DYNAMIC_SECTION(c.why) {
    CHECK(first_tick(windowed(c.window, c.measure), model, at(c.from)) == at(c.first));
  }
}

TEST_CASE("monitors are due together where their ticks meet", "[engine][schedule]") {
  const auto plan = test::watching(R"(
    quality a "a" { measure count over 1h every 10m; warn when > 0 }
    quality b "b" { measure count over 1h every 15m; warn when > 0 }
    quality c "c" { measure count over each 30m; warn when > 0 }
    quality d "d" { measure count over 1h every 10m; warn when > 1 }
  )");
  Schedule schedule(*plan, at("1m"));
  std::string story;
  while (schedule.next() <= at("32m")) {
    story += format_duration(schedule.next() - test::kMonday) + ":";
    for (const std::size_t monitor : schedule.take()) story += " " + plan->monitors[monitor].name;
    story += "\n";
  }
  CHECK(story == "2m: c\n10m: a d\n15m: b\n20m: a d\n30m: a b d\n32m: c\n");
  schedule.skip_to_after(at("1h"));
  CHECK(schedule.next() == at("1h2m"));
  CHECK(schedule.take() == std::vector<std::size_t>{2});
  CHECK(schedule.next() == at("1h10m"));
}

}  // namespace tocsin::engine
