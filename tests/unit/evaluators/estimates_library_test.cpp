// Estimates without labels, held against scikit-learn's isotonic regression and splits.
#include "tests/unit/evaluators/counterpart.hpp"
#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

struct Case {
  std::vector<double> past_score, past_label, score, prediction;

  nlohmann::json json() const {
    return {{"past_score", past_score},
            {"past_label", past_label},
            {"score", score},
            {"prediction", prediction}};
  }
};

// Of every other case scores are far from the chances; a third has scores of two digits.
Case random_case(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto drawn = [&] {
    const double score = uniform(random);
    return seed % 3 == 0 ? std::round(score * 100) / 100 : score;
  };
  Case made;
  for (std::size_t n = 100 + random() % 4000; n > 0; --n) {
    const double score = drawn();
    const double chance = seed % 2 == 0 ? score : 0.2 + 0.5 * score * score;
    made.past_score.push_back(score);
    made.past_label.push_back(uniform(random) < chance ? 1 : 0);
  }
  for (std::size_t n = 50 + random() % 2000; n > 0; --n) {
    made.score.push_back(drawn());
    made.prediction.push_back(made.score.back() > 0.5 ? 1 : 0);
  }
  return made;
}

Table table_of(const std::vector<double>& score, const std::vector<double>& label,
               const std::vector<double>& prediction) {
  return Columns()
      .numbers("s", numbers(score), FieldType::share, Role::score)
      .numbers("y", numbers(label), FieldType::boolean, Role::label)
      .numbers("p", numbers(prediction), FieldType::boolean, Role::prediction)
      .table();
}

TEST_CASE("estimates agree with scikit-learn", "[evaluators][libraries][estimated]") {
  std::vector<Case> cases;
  std::vector<nlohmann::json> lines;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    cases.push_back(random_case(seed));
    lines.push_back(cases.back().json());
  }
  ask_counterpart(
      "estimates.py", "scikit-learn is", lines, [&](std::size_t i, const nlohmann::json& figures) {
        const auto& c = cases[i];
        const Table past = table_of(c.past_score, c.past_label, c.past_label);
        const Table live = table_of(c.score, c.prediction, c.prediction);
        for (const auto& [measure, want] : figures.items()) {
          CAPTURE(measure);
          const auto made = estimate("estimated", measure, live);
          CHECK(value_of(made, live, &past).value == Approx(want.get<double>()).epsilon(1e-11));
        }
      });
}

}  // namespace
}  // namespace tocsin::test
