#include "evaluators/gaussian_mixture.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <set>

namespace tocsin::test {
namespace {

using evaluators::GaussianMixture;
using evaluators::Points;

// Three round clouds whose centres lie twenty deviations apart.
Points clouds(int n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 0.5);
  Points points{2, {}};
  for (int i = 0; i < n; ++i) {
    points.values.push_back(10 * (i % 3) + normal(random));
    points.values.push_back(normal(random));
  }
  return points;
}

TEST_CASE("clouds that lie apart are groups", "[evaluators][mixture]") {
  const auto seed = GENERATE(take(5, random(1, 1'000'000)));
  CAPTURE(seed);
  const Points points = clouds(300, static_cast<std::uint64_t>(seed));
  const GaussianMixture mixture(points, 3, 42);
  REQUIRE(mixture.size() == 3);
  std::set<std::uint32_t> first, second, third;
  for (std::size_t i = 0; i < points.size(); ++i)
    (i % 3 == 0 ? first : i % 3 == 1 ? second : third).insert(mixture.group_of(points[i]));
  CHECK(first.size() == 1);
  CHECK(second.size() == 1);
  CHECK(third.size() == 1);
  CHECK(*first.begin() != *second.begin());
  CHECK(*second.begin() != *third.begin());
}

TEST_CASE("the same points give the same groups", "[evaluators][mixture]") {
  const Points points = clouds(200, 7);
  const GaussianMixture a(points, 10, 42), b(points, 10, 42);
  for (std::size_t i = 0; i < points.size(); ++i)
    CHECK(a.group_of(points[i]) == b.group_of(points[i]));
}

TEST_CASE("no more groups than different points", "[evaluators][mixture]") {
  CHECK(GaussianMixture({1, {4, 4, 4, 4}}, 10, 42).size() == 1);
  const GaussianMixture two({1, {4, 9, 4, 9}}, 10, 42);
  CHECK(two.size() == 2);
  const double four[] = {4}, nine[] = {9};
  CHECK(two.group_of(four) != two.group_of(nine));
  CHECK(GaussianMixture({3, {}}, 10, 42).size() == 0);
}

}  // namespace
}  // namespace tocsin::test
