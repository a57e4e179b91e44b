// Scores and trends through numpy and scipy.
#include "evaluators/past.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/process.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

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
  TempDir folder;
  std::string lines;
  std::vector<History> histories;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    histories.push_back(random_history(seed));
    lines += histories.back().json().dump() + "\n";
  }
  const auto file = folder.write("histories.jsonl", lines);
  const auto script = source_dir() / "tests" / "counterparts" / "history.py";
  ChildProcess python({"/usr/bin/python3", script.string(), file.string()});
  for (const auto& history : histories) {
    const auto line = python.read_line(std::chrono::minutes(2));
    if (!line && python.exit_code() == 77) return skip("numpy and scipy are not installed");
    REQUIRE(line);
    CAPTURE(history.before.size(), history.now);
    const auto figures = nlohmann::json::parse(*line);
    for (const auto& [name, want] : figures.items()) {
      CAPTURE(name);
      const evaluators::Value now{.known = true, .value = history.now};
      const auto got = evaluators::past_measure(name)->of({now, history.before, history.ages});
      CHECK(got.value == Approx(want.get<double>()).epsilon(1e-8).margin(1e-8));
    }
  }
}

}  // namespace tocsin::test
