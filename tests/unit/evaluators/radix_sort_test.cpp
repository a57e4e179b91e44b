#include "evaluators/radix_sort.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace tocsin::test {
namespace {

constexpr double kMost = std::numeric_limits<double>::max();
constexpr double kLeast = std::numeric_limits<double>::denorm_min();

struct Shape {
  std::string why;
  std::vector<double> values;
};

std::vector<Shape> shapes() {
  std::mt19937_64 random(5);
  const auto many = [](auto make) {
    std::vector<double> values(20'000);
    std::ranges::generate(values, make);
    return values;
  };
  std::normal_distribution<double> bell;
  std::uniform_int_distribution<int> few(-3, 3);
  std::uniform_real_distribution<double> flat;
  return {
      {"nothing", {}},
      {"few values", {3, -1, kMost, -kMost, 0, kLeast, -kLeast, 2}},
      {"a bell", many([&] { return bell(random); })},
      {"ties", many([&] { return few(random) / 10.0; })},
      {"one value", many([] { return -7.25; })},
      {"all sizes", many([&] { return std::ldexp(flat(random) - 0.5, 300 * few(random)); })},
      {"close to each other", many([&] { return 1000 + flat(random) * 1e-3; })},
      {"apart in the lowest bits only",
       many([&] { return std::bit_cast<double>(0x3ff0000000000000 + (random() & 0xffff)); })},
      {"two heaps, each apart in the lowest bits", many([&] {
         return (few(random) < 0 ? -1e9 : 1) *
                std::bit_cast<double>(0x3ff0000000000000 + (random() & 0xffffff));
       })},
      {"denormal", many([&] { return few(random) * kLeast; })},
  };
}

TEST_CASE("sort_numbers() sorts as a comparing sort does", "[evaluators][radix_sort]") {
  for (const auto& [why, values] : shapes()) {
    DYNAMIC_SECTION(why) {
      auto sorted = values, wanted = values;
      evaluators::sort_numbers(sorted);
      std::ranges::sort(wanted);
      CHECK(sorted == wanted);
    }
  }
}

TEST_CASE("sort_numbers() leaves no negative zero", "[evaluators][radix_sort]") {
  const std::size_t size = GENERATE(10, 5000);
  std::vector<double> zeros(size, -0.0);
  zeros.back() = -1;
  evaluators::sort_numbers(zeros);
  CHECK(zeros.front() == -1);
  CHECK(std::none_of(zeros.begin() + 1, zeros.end(), [](double x) { return std::signbit(x); }));
}

}  // namespace
}  // namespace tocsin::test
