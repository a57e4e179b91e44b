#include "evaluators/interval.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string_view>
#include <vector>

namespace tocsin::evaluators {
namespace {

TEST_CASE("normal_reach() agrees with the tables", "[evaluators][interval]") {
  struct Case {
    double level, reach;
  };
  const auto c = GENERATE(values<Case>({{0.5, 0.674489750196082},
                                        {0.9, 1.644853626951473},
                                        {0.95, 1.959963984540054},
                                        {0.99, 2.575829303548901},
                                        {0.999, 3.290526731491926},
                                        {0.999999, 4.891638475699}}));
  CAPTURE(c.level);
  CHECK(normal_reach(c.level) == Approx(c.reach).epsilon(1e-10));
}

TEST_CASE("normal_reach() ends for the least and the greatest levels", "[evaluators][interval]") {
  CHECK(normal_reach(1e-9) == Approx(1e-9 * std::sqrt(std::acos(-1) / 2)));
  const double nearly = std::nextafter(1.0, 0.0);
  CHECK(std::erfc(normal_reach(nearly) / std::sqrt(2.0)) == Approx(1 - nearly));
}

// Solutions of (share - p)² = z²·p·(1 - p)/n for p, worked out apart.
TEST_CASE("wilson() is the score interval of a share", "[evaluators][interval]") {
  struct Case {
    std::string_view why;
    std::uint64_t hits, of;
    double low, high;
  };
  const auto c = GENERATE(values<Case>({
      {"half of ten", 5, 10, 0.236593090512564, 0.763406909487436},
      {"none of ten", 0, 10, 0, 0.277532799862889},
      {"all of ten", 10, 10, 0.722467200137111, 1},
      {"nine of ten", 9, 10, 0.595849973204762, 0.982123786904927},
      {"one of one", 1, 1, 0.206549314377237, 1},
  }));
  DYNAMIC_SECTION(c.why) {
    const Interval got = wilson(c.hits, c.of, 0.95);
    CHECK(got.low == Approx(c.low).margin(1e-12));
    CHECK(got.high == Approx(c.high).margin(1e-12));
  }
}

TEST_CASE("wilson() widens with the level", "[evaluators][interval]") {
  CHECK(wilson(8, 10, 0.90).low == Approx(0.5407928056874881));
  CHECK(wilson(8, 10, 0.90).high == Approx(0.9314420122624679));
  CHECK(wilson(8, 10, 0.99).low == Approx(0.4008186965216719));
  CHECK(wilson(8, 10, 0.99).high == Approx(0.9598688474953833));
}

TEST_CASE("hanley_mcneil() gives the standard error of an area", "[evaluators][interval]") {
  // By hand: A 0.9, Q1 9/11, Q2 1.62/1.9; (0.09 + 4·(9/11 - 0.81) + 9·(1.62/1.9 - 0.81))/50.
  const double q1 = 9.0 / 11, q2 = 1.62 / 1.9;
  CHECK(hanley_mcneil(0.9, 5, 10) ==
        Approx(std::sqrt((0.09 + 4 * (q1 - 0.81) + 9 * (q2 - 0.81)) / 50)));
  CHECK(hanley_mcneil(1, 5, 10) == 0);
  CHECK(hanley_mcneil(0, 5, 10) == 0);
}

// Sums the binomial distribution from 0 on with plain products.
double binomial_up_to(std::uint64_t k, std::uint64_t n, double p) {
  double sum = 0;
  for (std::uint64_t i = 0; i <= k; ++i) {
    double term = 1;
    for (std::uint64_t j = 0; j < i; ++j) {
      term *= static_cast<double>(n - j) / static_cast<double>(i - j) * p;
    }
    sum += term * std::pow(1 - p, static_cast<double>(n - i));
  }
  return sum;
}

TEST_CASE("quantile_ranks() are the tightest that miss half of what is left on either side",
          "[evaluators][interval]") {
  const auto level = GENERATE(values({0.6, 0.95, 0.99}));
  const auto n = GENERATE(values<std::uint64_t>({1, 5, 6, 10, 20, 59, 60, 100, 200}));
  const auto p = GENERATE(values({0.5, 0.75, 0.9, 0.95, 0.99, 0.03}));
  CAPTURE(n, p, level);
  const RankInterval ranks = quantile_ranks(n, p, level);
  std::optional<std::uint64_t> low, high;
  for (std::uint64_t k = 1; k <= n; ++k) {
    if (binomial_up_to(k - 1, n, p) <= (1 - level) / 2) low = k;
    if (!high && binomial_up_to(k - 1, n, p) >= (1 + level) / 2) high = k;
  }
  CHECK(ranks.low == low);
  CHECK(ranks.high == high);
}

TEST_CASE("a median of six values is between the first and the last", "[evaluators][interval]") {
  CHECK(quantile_ranks(6, 0.5, 0.95).low == 1);
  CHECK(quantile_ranks(6, 0.5, 0.95).high == 6);
  CHECK(quantile_ranks(5, 0.5, 0.95).low == std::nullopt);  // 1/32 > 2.5%
  CHECK(quantile_ranks(20, 0.95, 0.95).high == std::nullopt);
  CHECK(quantile_ranks(0, 0.5, 0.95).low == std::nullopt);
  CHECK(quantile_ranks(10, 0, 0.95).low == std::nullopt);
  CHECK(quantile_ranks(10, 1, 0.95).high == std::nullopt);
}

TEST_CASE("99% of a median takes eight values at least", "[evaluators][interval]") {
  CHECK(quantile_ranks(7, 0.5, 0.99).low == std::nullopt);  // 1/128 > 0.5%
  CHECK(quantile_ranks(8, 0.5, 0.99).low == 1);             // 1/256
  CHECK(quantile_ranks(8, 0.5, 0.99).high == 8);
}

TEST_CASE("beyond 100,000 values the ranks go over smoothly", "[evaluators][interval]") {
  const auto p = GENERATE(values({0.01, 0.5, 0.95, 0.999}));
  const RankInterval exact = quantile_ranks(100'000, p, 0.95);
  const RankInterval normal = quantile_ranks(100'001, p, 0.95);
  CHECK(static_cast<double>(*normal.low) == Approx(static_cast<double>(*exact.low)).margin(4));
  CHECK(static_cast<double>(*normal.high) == Approx(static_cast<double>(*exact.high)).margin(4));
}

}  // namespace
}  // namespace tocsin::evaluators
