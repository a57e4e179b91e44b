// The arithmetic of chance against tables and sums worked by hand.
#include "dsl/scatter.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {

TEST_CASE("Wilson's band agrees with published values", "[dsl][scatter]") {
  // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of
  // 20, 1 of 29.
  struct Row {
    std::uint64_t hits, of;
    double low, high;
  };
  for (const auto& row : {Row{81, 263, 0.2553, 0.3662}, Row{15, 148, 0.0624, 0.1605},
                          Row{0, 20, 0, 0.1611}, Row{1, 29, 0.0061, 0.1718}}) {
    CAPTURE(row.hits, row.of);
    const auto band = wilson(row.hits, row.of, kUsualLevel);
    CHECK(band.low == Approx(row.low).margin(5e-5));
    CHECK(band.high == Approx(row.high).margin(5e-5));
  }
}

TEST_CASE("the chance of so many hits is that of the binomial distribution", "[dsl][scatter]") {
  // 1 - 0.96^20 - 20 * 0.04 * 0.96^19
  CHECK(chance_of_at_least(2, 20, 0.04) == Approx(0.189663).margin(1e-6));
  // The same seen from the other side: at most 18 misses.
  CHECK(1 - chance_of_at_least(19, 20, 0.96) == Approx(0.189663).margin(1e-6));
  CHECK(chance_of_at_least(3, 3, 0.5) == Approx(0.125));
  CHECK(chance_of_at_least(0, 5, 0.5) == 1);
  CHECK(chance_of_at_least(6, 5, 0.5) == 0);
  // Ten thousand throws of a coin, 5100 heads: 1.99 standard deviations, P = 0.0233.
  CHECK(chance_of_at_least(5100, 10'000, 0.5) == Approx(0.0233).margin(1e-4));
}

TEST_CASE("the tail of chi-square meets its table", "[dsl][scatter]") {
  CHECK(chance_of_chi_square(16.919, 9) == Approx(0.05).margin(5e-4));
  CHECK(chance_of_chi_square(21.666, 9) == Approx(0.01).margin(5e-4));
  CHECK(chance_of_chi_square(3.325, 9) == Approx(0.95).margin(2e-3));
}

TEST_CASE("enough events are those from which the band is narrow enough", "[dsl][scatter]") {
  for (const double share : {0.01, 0.05, 0.5, 0.98}) {
    const auto n = enough_for(share, 0.01);
    REQUIRE(n);
    CHECK(half_width(share, *n) <= 0.01);
    CHECK(half_width(share, *n / 2) > 0.01);
  }
  CHECK_FALSE(enough_for(0.5, 1e-9));
  // Of twenty events four have a 99% band from 6.1% on, three one from 3.9% on.
  CHECK(fewest_surely_above(0.05, 20, 0.99) == 4);
  CHECK_FALSE(fewest_surely_above(0.9, 5, 0.99));
}

}  // namespace tocsin::dsl
