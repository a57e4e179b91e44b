// Distances of the same samples through numpy and scipy.
#include "tests/unit/evaluators/counterpart.hpp"
#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <sstream>

namespace tocsin::test {
namespace {

struct Case {
  std::vector<double> x, reference;
};

// Every other case has many ties, and few different values.
Case random_case(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 1);
  const double step = seed % 2 == 0 ? 0.5 : 1e-12;
  const auto draw = [&](double shift, double scale) {
    std::vector<double> xs(50 + random() % 2000);
    for (auto& x : xs) x = std::round((normal(random) * scale + shift) / step) * step;
    return xs;
  };
  Case made{draw(0.3, 1.2), {}};
  made.reference = draw(0, 1);
  return made;
}

Table table_of(const std::vector<double>& xs) {
  return Columns().numbers("x", numbers(xs)).table();
}

// "js base=e dialect=sturges"
dsl::AggregateCall call_of(const std::string& text, const Table& t) {
  std::istringstream words(text);
  std::string name, word;
  words >> name;
  auto made = call(name, t, {field(t, "x")});
  while (words >> word) {
    const auto at = word.find('=');
    made.options.push_back({.name = word.substr(0, at), .word = word.substr(at + 1)});
  }
  return made;
}

TEST_CASE("distances agree with numpy and scipy", "[evaluators][libraries]") {
  std::vector<Case> cases;
  std::vector<nlohmann::json> lines;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    cases.push_back(random_case(seed));
    lines.push_back({{"x", cases.back().x}, {"reference", cases.back().reference}});
  }
  ask_counterpart(
      "distances.py", "scipy is", lines, [&](std::size_t i, const nlohmann::json& figures) {
        CHECK(figures.size() == 18);
        const Table live = table_of(cases[i].x), reference = table_of(cases[i].reference);
        for (const auto& [name, want] : figures.items()) {
          CAPTURE(name);
          CHECK(value_of(call_of(name, live), live, &reference).value ==
                Approx(want.get<double>()).epsilon(1e-9).margin(1e-9));
        }
      });
}

}  // namespace
}  // namespace tocsin::test
