// The same numbers through numpy, scipy and scikit-learn, whose definitions ours are said to be.
#include "tests/unit/evaluators/counterpart.hpp"
#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

struct Case {
  std::vector<double> x, reference, score, label, prediction;

  nlohmann::json json() const {
    return {{"x", x},
            {"reference", reference},
            {"score", score},
            {"label", label},
            {"prediction", prediction}};
  }
};

// Every other case has many ties.
Case random_case(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::normal_distribution<double> normal(0, 1);
  const double step = seed % 2 == 0 ? 0.25 : 1e-12;
  const auto rounded = [&](double value) { return std::round(value / step) * step; };
  Case made;
  for (std::size_t n = 50 + random() % 2000; n > 0; --n) {
    made.x.push_back(rounded(normal(random) * 1.2 + 0.3));
    const double score = rounded(uniform(random));
    made.score.push_back(score);
    made.label.push_back(uniform(random) < 0.2 + 0.6 * score ? 1 : 0);
    made.prediction.push_back(score > 0.6 ? 1 : 0);
  }
  for (std::size_t n = 50 + random() % 2000; n > 0; --n) {
    made.reference.push_back(rounded(normal(random)));
  }
  return made;
}

Table live_table(const Case& c) {
  return Columns()
      .numbers("x", numbers(c.x))
      .numbers("s", numbers(c.score), FieldType::share, Role::score)
      .numbers("y", numbers(c.label), FieldType::integer, Role::label)
      .numbers("p", numbers(c.prediction), FieldType::boolean, Role::prediction)
      .table();
}

Table reference_table(const Case& c) {
  return Columns().numbers("x", numbers(c.reference)).table();
}

void compare(const Case& c, const nlohmann::json& figures) {
  const Table live = live_table(c), reference = reference_table(c);
  for (const auto& [name, want] : figures.items()) {
    CAPTURE(name);
    const auto& def = measure(name);
    std::vector<RowExprPtr> args;
    if (!def.params.empty()) args.push_back(field(live, "x"));
    const auto made = call(name, live, args);
    const Value got = value_of(made, live, def.needs.reference ? &reference : nullptr);
    CHECK(got.value == Approx(want.get<double>()).epsilon(1e-11).margin(1e-11));
  }
}

TEST_CASE("measures agree with the libraries that people know", "[evaluators][libraries]") {
  std::vector<Case> cases;
  std::vector<nlohmann::json> lines;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    cases.push_back(random_case(seed));
    lines.push_back(cases.back().json());
  }
  ask_counterpart(
      "figures.py", "scikit-learn and scipy are", lines,
      [&](std::size_t i, const nlohmann::json& figures) { compare(cases[i], figures); });
}

}  // namespace
}  // namespace tocsin::test
