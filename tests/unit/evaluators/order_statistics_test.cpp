#include "evaluators/order_statistics.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <random>

namespace tocsin::test {
namespace {

using evaluators::values_at;

constexpr double kMost = std::numeric_limits<double>::max();
constexpr double kLeast = std::numeric_limits<double>::denorm_min();

struct Shape {
  std::string why;
  std::vector<double> values;
};

std::vector<Shape> shapes() {
  std::mt19937_64 random(11);
  const auto many = [](std::size_t n, auto make) {
    std::vector<double> values(n);
    std::ranges::generate(values, make);
    return values;
  };
  std::normal_distribution<double> bell;
  std::lognormal_distribution<double> skewed(0, 12);
  std::uniform_int_distribution<int> few(-2, 2);
  std::vector<Shape> shapes{
      {"one value", {7}},
      {"few values", {10, 1, 3, 2, 4}},
      {"a bell", many(10'001, [&] { return bell(random); })},
      {"almost all in one bucket", many(5'000, [&] { return skewed(random); })},
      {"few distinct values", many(3'000, [&] { return few(random); })},
      {"nothing but one value", std::vector<double>(1'000, -3.5)},
      {"further apart than a double can say",
       many(2'000, [&] { return few(random) < 0 ? -kMost : kMost; })},
      {"closer together than a bucket can be", many(2'000, [&] { return few(random) * kLeast; })},
  };
  shapes.push_back({"one value far away from all others", shapes[2].values});
  shapes.back().values.push_back(1e300);
  return shapes;
}

TEST_CASE("values_at() finds what a sort would", "[evaluators][order_statistics]") {
  for (const auto& [why, values] : shapes()) {
    DYNAMIC_SECTION(why) {
      auto sorted = values;
      std::ranges::sort(sorted);
      const std::uint64_t last = values.size() - 1;
      std::vector<std::uint64_t> ranks{0, 0, last / 10, last / 3, last / 2, last / 2, last, last};
      std::vector<double> wanted;
      for (const auto rank : ranks) wanted.push_back(sorted[rank]);
      CHECK(values_at(values, ranks) == wanted);
      CHECK(values_at(values, std::vector{last / 2}) == std::vector{sorted[last / 2]});
      CHECK(values_at(values, {}).empty());
    }
  }
}

}  // namespace
}  // namespace tocsin::test
