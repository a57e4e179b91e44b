// Scores and trends through numpy and scipy.
#include "evaluators/past.hpp"
#include "tests/unit/evaluators/counterpart.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace tocsin::test {
namespace {

struct History {
  double now = 0;
  std::vector<double> before, ages;

  nlohmann::json json() const { return {{"now", now}, {"before", before}, {"ages", ages}}; }
};

// Some with many ties, some far from zero.
History random_history(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(seed % 3 == 0 ? 1e6 : 0.2, 1);
  const auto draw = [&] {
    const double x = normal(random);
    return seed % 2 == 0 ? std::round(x * 4) / 4 : x;
  };
  History history;
  history.now = draw();
  const std::size_t n = 8 + random() % 200;
  for (std::size_t i = 1; i <= n; ++i) {
    history.before.push_back(draw());
    history.ages.push_back(static_cast<double>(i) / static_cast<double>(n));
  }
  return history;
}

}  // namespace

TEST_CASE("scores and trends agree with numpy and scipy", "[evaluators][libraries]") {
  std::vector<History> histories;
  std::vector<nlohmann::json> lines;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    histories.push_back(random_history(seed));
    lines.push_back(histories.back().json());
  }
  ask_counterpart("history.py", "numpy and scipy are", lines,
                  [&](std::size_t i, const nlohmann::json& figures) {
                    const auto& history = histories[i];
                    CAPTURE(history.before.size(), history.now);
                    for (const auto& [name, want] : figures.items()) {
                      CAPTURE(name);
                      const evaluators::Value now{.known = true, .value = history.now};
                      const auto got =
                          evaluators::past_measure(name)->of({now, history.before, history.ages});
                      CHECK(got.value == Approx(want.get<double>()).epsilon(1e-8).margin(1e-8));
                    }
                  });
}

}  // namespace tocsin::test
