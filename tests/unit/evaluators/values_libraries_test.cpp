// Relations and counts of values against scipy and numpy.
#include "tests/unit/evaluators/counterpart.hpp"
#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

struct Lists {
  std::vector<double> x, y;
};

// Coarse enough for ties and for a table of names.
Lists random_lists(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 1);
  const double grid = seed % 3 == 0 ? 1 : 8;
  Lists lists;
  for (std::size_t i = 0; i < 20 + 40 * seed; ++i) {
    const double x = normal(random);
    lists.x.push_back(std::round(x * grid) / grid + (seed % 2 == 0 ? 1e6 : 0));
    lists.y.push_back(std::round((x * 0.6 + normal(random)) * grid) / grid);
  }
  return lists;
}

double figure(const std::string& name, const Table& t) {
  const auto x = field(t, "x"), y = field(t, "y");
  if (name == "distinct" || name == "unique" || name == "top_share") {
    const auto made = call(name, t, {x});
    return value_of(made, t).value;
  }
  auto made = call("correlation", t, {x, y});
  made.options.push_back({.name = "method", .word = name});
  return value_of(made, t).value;
}

TEST_CASE("relations and counts agree with scipy and numpy", "[evaluators][libraries]") {
  std::vector<Lists> cases;
  std::vector<nlohmann::json> lines;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    cases.push_back(random_lists(seed));
    lines.push_back({{"x", cases.back().x}, {"y", cases.back().y}});
  }
  ask_counterpart(
      "values.py", "scipy and numpy are", lines, [&](std::size_t i, const nlohmann::json& figures) {
        const auto& lists = cases[i];
        const Table t =
            Columns().numbers("x", numbers(lists.x)).numbers("y", numbers(lists.y)).table();
        for (const auto& [name, want] : figures.items()) {
          CAPTURE(name, lists.x.size());
          CHECK(figure(name, t) == Approx(want.get<double>()).epsilon(1e-10).margin(1e-10));
        }
      });
}

}  // namespace
}  // namespace tocsin::test
