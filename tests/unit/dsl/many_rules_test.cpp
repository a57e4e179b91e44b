#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>

namespace tocsin::dsl {
namespace {

// Seconds of this processor that it takes to check `count` monitors with a test each.
double seconds_for(int count) {
  std::vector<std::pair<std::string, std::string>> files{{"model.tocsin", kModel + kRoutes}};
  for (int first = 0; first < count; first += 250) {
    std::string watch = "watch m {\n", tests;
    for (int i = first; i < first + 250; ++i) {
      const auto name = "f" + std::to_string(i);
      watch +=
          "fear " + name + " \"It goes wrong\" {\n measure p95(latency) where known over 10m\n" +
          " by platform\n warn when > 200ms for 10m\n page when > 300ms for 5m\n no data keep\n}\n";
      tests += "test \"" + name + "\" of m." + name +
               " {\n send 60 events over 1h { latency = 1s }\n" + " expect page from " + name +
               " by +1h\n}\n";
    }
    files.emplace_back("f" + std::to_string(first) + ".tocsin", watch + "}\n" + tests);
  }
  const auto before = std::clock();
  const auto rules = checked(std::move(files));
  INFO(rules.text());
  REQUIRE(rules.plan);
  CHECK(rules.plan->monitors.size() == static_cast<std::size_t>(count));
  return static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
}

// The same of monitors with a route of its own for each.
double seconds_for_routes(int count) {
  std::string text = kModel + "channel all: console {}\nroute page to all repeat 1h\nwatch m {\n";
  for (int i = 0; i < count; ++i)
    text += "quality q" + std::to_string(i) +
            " \"It goes wrong\" { measure p95(latency) over 10m; warn when > 200ms }\n";
  text += "}\n";
  for (int i = 0; i < count; ++i)
    text += "route warn where monitor = \"q" + std::to_string(i) + "\" to all\n";
  const auto before = std::clock();
  const auto rules = checked(text);
  INFO(rules.text());
  REQUIRE(rules.plan);
  return static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
}

// A model with a category of that many values, all of which a monitor names.
double seconds_for_members(int count) {
  std::string set;
  for (int i = 0; i < count; ++i) set += (i == 0 ? "\"v" : ", \"v") + std::to_string(i) + "\"";
  const auto text = "model big \"A model\" {\n owner \"o\"\n time at\n key id\n" +
                    (" feature c: category of [" + set) + "]\n}\n" + kRoutes +
                    "\nwatch big {\nquality q \"It goes wrong\" {\n" + "measure share(c in [" +
                    set + "]) over 10m\n" +
                    "info when > 5%\nwarn when > 10%\npage when > 20%\n}\n}\n";
  const auto before = std::clock();
  const auto rules = checked(text);
  INFO(rules.text());
  REQUIRE(rules.plan);
  return static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
}

// The quickest of three, since others use the machine too.
template <typename Seconds>
double quickest(Seconds seconds, int count) {
  return std::min({seconds(count), seconds(count), seconds(count)});
}

// Monitors of one model, and something said of all of them as often as `count`.
Checked with_patterns(int monitors, int count, const std::string& said) {
  std::string text = kModel + "channel all: console {}\nroute page to all repeat 1h\nwatch m {\n";
  for (int i = 0; i < monitors; ++i)
    text += "quality q" + std::to_string(i) +
            " \"It goes wrong\" { measure p95(latency) over 10m; page when > 200ms }\n";
  text += "}\n";
  for (int i = 0; i < count; ++i) {
    auto line = said;
    line.replace(line.find("NUMBER"), 6, std::to_string(i));
    text += line + "\n";
  }
  return checked(text);
}

}  // namespace

TEST_CASE("names that together stand for millions of monitors are refused once", "[dsl][limits]") {
  const auto many =
      with_patterns(4000, 2600, "test \"tNUMBER\" of m { quiet 1h; expect no alert }");
  CHECK(std::ranges::count(many.errors(), "T0016") == 1);
  CHECK_FALSE(many.plan);
}

TEST_CASE("suppressions of each by each are told as one circle", "[dsl][limits]") {
  const auto all = with_patterns(300, 1, "suppress m.* while m  # NUMBER");
  CHECK(all.errors() == std::vector<std::string>{"T5109"});
  CHECK(all.text().find("circle: q0 -> q1 -> q0") != std::string::npos);
}

TEST_CASE("a category of many values takes time in proportion", "[dsl][speed]") {
  CHECK(quickest(seconds_for_members, 64000) < 24 * quickest(seconds_for_members, 8000));
}

TEST_CASE("a route for each monitor costs no more than the monitors", "[dsl][speed]") {
  CHECK(quickest(seconds_for_routes, 4000) < 24 * quickest(seconds_for_routes, 500));
}

TEST_CASE("eight times as many rules take about eight times as long", "[dsl][speed]") {
  CHECK(quickest(seconds_for, 2000) < 24 * quickest(seconds_for, 250));
}

}  // namespace tocsin::dsl
