#include "evaluators/interval.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string_view>
#include <vector>

namespace tocsin::evaluators {
namespace {

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
    const Interval got = wilson(c.hits, c.of);
    CHECK(got.low == Approx(c.low).margin(1e-12));
    CHECK(got.high == Approx(c.high).margin(1e-12));
  }
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

TEST_CASE("quantile_ranks() are the tightest with 2.5% on either side", "[evaluators][interval]") {
  const auto n = GENERATE(values<std::uint64_t>({1, 5, 6, 10, 20, 59, 60, 100, 200}));
  const auto p = GENERATE(values({0.5, 0.75, 0.9, 0.95, 0.99, 0.03}));
  CAPTURE(n, p);
  const RankInterval ranks = quantile_ranks(n, p);
  std::optional<std::uint64_t> low, high;
  for (std::uint64_t k = 1; k <= n; ++k) {
    if (binomial_up_to(k - 1, n, p) <= 0.025) low = k;
    if (!high && binomial_up_to(k - 1, n, p) >= 0.975) high = k;
  }
  CHECK(ranks.low == low);
  CHECK(ranks.high == high);
}

TEST_CASE("a median of six values is between the first and the last", "[evaluators][interval]") {
  CHECK(quantile_ranks(6, 0.5).low == 1);
  CHECK(quantile_ranks(6, 0.5).high == 6);
  CHECK(quantile_ranks(5, 0.5).low == std::nullopt);  // 1/32 > 2.5%
  CHECK(quantile_ranks(20, 0.95).high == std::nullopt);
  CHECK(quantile_ranks(0, 0.5).low == std::nullopt);
  CHECK(quantile_ranks(10, 0).low == std::nullopt);
  CHECK(quantile_ranks(10, 1).high == std::nullopt);
}

TEST_CASE("beyond 100,000 values the ranks go over smoothly", "[evaluators][interval]") {
  const auto p = GENERATE(values({0.01, 0.5, 0.95, 0.999}));
  const RankInterval exact = quantile_ranks(100'000, p);
  const RankInterval normal = quantile_ranks(100'001, p);
  CHECK(static_cast<double>(*normal.low) == Approx(static_cast<double>(*exact.low)).margin(4));
  CHECK(static_cast<double>(*normal.high) == Approx(static_cast<double>(*exact.high)).margin(4));
}

}  // namespace
}  // namespace tocsin::evaluators
