#include "dryrun/simulation_random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <set>

using namespace tocsin::dryrun::simulation;

TEST_CASE("normal_quantile() meets published quantiles", "[dryrun][simulate]") {
  struct Case {
    double p;
    double want;  // NIST/SEMATECH handbook 1.3.6.7.1 and Wichura 1988, table of checks
  };
  const auto c = GENERATE(values<Case>({
      {0.5, 0.0},
      {0.25, -0.6744897501960817},
      {0.975, 1.9599639845400542},
      {0.001, -3.0902323061678135},
      {1e-20, -9.262340089798408},
  }));
  CAPTURE(c.p);
  CHECK(normal_quantile(c.p) == Approx(c.want).epsilon(1e-14).margin(1e-15));
}

TEST_CASE("normal_quantile() undoes the normal distribution", "[dryrun][simulate]") {
  for (double x = -8; x <= 5; x += 0.37) {
    const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
    CAPTURE(x);
    CHECK(normal_quantile(p) == Approx(x).epsilon(1e-9).margin(1e-12));
  }
}

TEST_CASE("logarithm and exponential agree with the C library", "[dryrun][simulate]") {
  for (double x = 1e-300; x < 1e300; x *= 37.7) {
    CAPTURE(x);
    CHECK(natural_log(x) == Approx(std::log(x)).epsilon(1e-15).margin(1e-16));
  }
  for (double x = -700; x < 700; x += 3.3) {
    CAPTURE(x);
    CHECK(exponential(x) == Approx(std::exp(x)).epsilon(1e-15));
  }
  CHECK(natural_log(1) == 0);
  CHECK(exponential(0) == 1);
  CHECK(exponential(-1000) == 0);
  CHECK(std::isinf(exponential(1000)));
  CHECK(logistic(0) == 0.5);
  CHECK(logistic(-2000) == 0);
  CHECK(logistic(2000) == 1);
}

TEST_CASE("uniform numbers have the moments of theory", "[dryrun][simulate]") {
  constexpr int kCount = 200'000;
  RandomSource source(7, Purpose::row);
  double sum = 0, squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double u = source.uniform();
    REQUIRE(u > 0);
    REQUIRE(u < 1);
    sum += u;
    squares += u * u;
  }
  // Five standard errors: sqrt(1/12/n) and sqrt(4/45/n).
  CHECK(std::abs(sum / kCount - 0.5) < 5 * std::sqrt(1.0 / 12 / kCount));
  CHECK(std::abs(squares / kCount - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / kCount));
}

TEST_CASE("sources of different seed, purpose or index differ", "[dryrun][simulate]") {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const auto purpose : {Purpose::row, Purpose::label, Purpose::traffic}) {
      for (std::uint64_t index = 0; index < 20; ++index) {
        first.insert(RandomSource(seed, purpose, index).bits());
      }
    }
  }
  CHECK(first.size() == 20 * 3 * 20);
  CHECK(RandomSource(3, Purpose::row, 4).bits() == RandomSource(3, Purpose::row, 4).bits());
}

TEST_CASE("the first numbers of neighbouring rows are not correlated", "[dryrun][simulate]") {
  constexpr int kCount = 100'000;
  double sum = 0;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    sum += (RandomSource(1, Purpose::row, i).uniform() - 0.5) *
           (RandomSource(1, Purpose::row, i + 1).uniform() - 0.5) * 12;
  }
  CHECK(std::abs(sum / kCount) < 5 / std::sqrt(kCount));
}
