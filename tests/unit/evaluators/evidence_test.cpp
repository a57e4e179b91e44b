#include "evaluators/evidence.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::evaluators {
namespace {

using Counts = std::vector<double>;

TEST_CASE("chi_square_tail() agrees with the tables", "[evaluators][evidence]") {
  struct Case {
    double x;
    std::uint64_t degrees;
    double tail;
  };
  const auto c = GENERATE(values<Case>({
      {3.841458820694124, 1, 0.05},
      {6.634896601021213, 1, 0.01},
      {5.991464547107979, 2, 0.05},
      {7.814727903251179, 3, 0.05},
      {18.307038053275146, 10, 0.05},
      {23.209251158954356, 10, 0.01},
      {124.34211340400407, 100, 0.05},
  }));
  CAPTURE(c.x, c.degrees);
  CHECK(chi_square_tail(c.x, c.degrees) == Approx(c.tail).epsilon(1e-10));
}

TEST_CASE("chi_square_tail() keeps its footing far out", "[evaluators][evidence]") {
  CHECK(chi_square_tail(0, 4) == 1);
  CHECK(chi_square_tail(10, 0) == 1);
  CHECK(chi_square_tail(4000, 3) < 1e-300);
  // Near its mean of 5000 the distribution is as good as normal, with a little more to the right.
  CHECK(chi_square_tail(5000, 5000) == Approx(0.5).margin(0.003));
}

TEST_CASE("homogeneity() of a table of two by two", "[evaluators][evidence]") {
  // 60·(10·10 - 20·20)² / 30⁴ is 20/3; with one degree of freedom its tail is erfc(sqrt(10/3)).
  CHECK(homogeneity(Counts{10, 20}, Counts{20, 10}) == Approx(std::erfc(std::sqrt(10.0 / 3))));
  CHECK(homogeneity(Counts{10, 0, 20}, Counts{20, 0, 10}) ==
        homogeneity(Counts{10, 20}, Counts{20, 10}));
  CHECK(homogeneity(Counts{1, 2, 3}, Counts{10, 20, 30}) == Approx(1));
  CHECK(homogeneity(Counts{7}, Counts{9}) == 1);
}

TEST_CASE("homogeneity() does not mind which sample is which", "[evaluators][evidence]") {
  // Expected counts by hand: rows of 40 and 60 of 100 in columns of 30, 30, 40.
  const double want = (3.0 * 3 / 12 + 0 + 3.0 * 3 / 16) + (3.0 * 3 / 18 + 0 + 3.0 * 3 / 24);
  const Counts a{15, 12, 13}, b{15, 18, 27};
  CHECK(homogeneity(a, b) == Approx(std::exp(-want / 2)));  // two degrees of freedom
  CHECK(homogeneity(b, a) == Approx(homogeneity(a, b)));
}

TEST_CASE("same_curve() agrees with Smirnov's table", "[evaluators][evidence]") {
  struct Case {
    double gap, below;
  };
  const auto c = GENERATE(values<Case>({{0.50, 0.036055},
                                        {0.80, 0.455857},
                                        {1.00, 0.730000},
                                        {1.36, 0.950514},
                                        {1.63, 0.990154},
                                        {2.00, 0.999329}}));
  CAPTURE(c.gap);
  CHECK(same_curve_at_most(c.gap / 10, 200, 200) == Approx(1 - c.below).margin(1e-6));
}

TEST_CASE("same_curve() is exact for few values", "[evaluators][evidence]") {
  // scipy's ks_2samp(method="exact"), the first two of METRICS' fixed vectors.
  CHECK(same_curve(0.251, 1000, 500) == Approx(7.011168559711937e-19).epsilon(1e-11).scale(0));
  CHECK(same_curve(0.9, 1000, 500) == Approx(5.249326157299839e-290).epsilon(1e-9).scale(0));
  CHECK(same_curve(0.4, 5, 5) == Approx(0.873015873).margin(5e-10));
  // Of the 70 orders of four and four values two have all of one sample first.
  CHECK(same_curve(1, 4, 4) == Approx(2.0 / 70));
  // Of three places for one value beside two, the outer two have a gap of 1.
  CHECK(same_curve(1, 1, 2) == Approx(2.0 / 3));
  CHECK(same_curve(0.5, 1, 2) == Approx(1));
}

TEST_CASE("same_curve() at its ends", "[evaluators][evidence]") {
  CHECK(same_curve(0, 10, 10) == 1);
  CHECK(same_curve(0, 1'000'000, 1'000'000) == 1);
  CHECK(same_curve(1, 1'000'000, 1'000'000) == 0);
  CHECK(same_curve_at_most(0.251, 1000, 500) == Approx(1.149e-18).epsilon(1e-3).scale(0));
  CHECK(same_curve_at_most(0.4, 5, 5) == Approx(0.82).margin(0.005));
}

TEST_CASE("are_apart() decides as the exact probability does", "[evaluators][evidence]") {
  for (const auto& [n, m] :
       {std::pair{4U, 5U}, {1U, 400U}, {50U, 50U}, {50U, 900U}, {300U, 299U}}) {
    for (const double level : {0.6, 0.9, 0.95, 0.99, 0.9999}) {
      CAPTURE(n, m, level);
      for (unsigned k = 0; k <= 60; ++k) {
        const double gap = std::round(k / 60.0 * n) / n;
        CHECK(are_apart(gap, n, m, level) == (same_curve(gap, n, m) < 1 - level));
      }
    }
  }
}

}  // namespace
}  // namespace tocsin::evaluators
