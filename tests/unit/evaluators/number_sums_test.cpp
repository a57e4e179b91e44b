#include "evaluators/number_sums.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace tocsin::evaluators {
namespace {

// The same bytes for the same sum.
std::string bytes_of(const ExactSum& sum) {
  Encoder out;
  sum.save(out);
  return out.take();
}

std::string one_by_one(const std::vector<double>& numbers) {
  ExactSum sum;
  for (const double x : numbers) sum.add(x);
  return bytes_of(sum);
}

std::string squares_one_by_one(const std::vector<double>& numbers) {
  ExactSum squares;
  for (const double x : numbers) squares.add_product(x, x);
  return bytes_of(squares);
}

TEST_CASE("sums of many numbers are those of one by one, to the last bit",
          "[evaluators][number_sums]") {
  using Random = std::mt19937_64;
  struct Case {
    std::string_view why;
    std::function<double(Random&)> number;
  };
  const auto bell = [](Random& random) { return std::normal_distribution<double>()(random); };
  const auto scaled = [](Random& random, int exponents) {
    const int exponent = std::uniform_int_distribution<int>(-exponents, exponents)(random);
    return std::ldexp(std::uniform_real_distribution<double>(-1, 1)(random), exponent);
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"alike", bell},
      {"far from zero", [=](Random& r) { return 1e9 + bell(r); }},
      {"in steps of a tenth, zeros among them",
       [=](Random& r) { return std::round(bell(r) * 10) / 10; }},
      {"powers of two, which meet the edges of digits",
       [=](Random& r) { return std::copysign(std::exp2(std::round(4 * bell(r))), bell(r)); }},
      {"of many sizes", [=](Random& r) { return scaled(r, 60); }},
      {"of more sizes than the digits reach", [=](Random& r) { return scaled(r, 300); }},
      {"squares beyond the range of doubles", [=](Random& r) { return scaled(r, 1000); }},
      {"hardly more than zero", [=](Random& r) { return 1e-310 * bell(r); }},
      {"one of them tiny", [=](Random& r) { return std::abs(bell(r)) > 3 ? 1e-300 : bell(r); }},
      {"nothing but zeros", [](Random&) { return 0.0; }},
  }));
  const std::size_t size = GENERATE(0, 1, 15, 16, 19, 1000, 4096, 9001);
  DYNAMIC_SECTION(c.why << ", " << size) {
    Random random(size + 1);
    std::vector<double> numbers(size);
    std::ranges::generate(numbers, [&] { return c.number(random); });
    ExactSum sum, squares;
    add_numbers(numbers, sum);
    add_squares(numbers, squares);
    CHECK(bytes_of(sum) == one_by_one(numbers));
    CHECK(bytes_of(squares) == squares_one_by_one(numbers));
  }
}

// Every lane of a run adds up the largest digits that there are.
TEST_CASE("a run of the largest numbers of their size leaves nothing out",
          "[evaluators][number_sums]") {
  const double x =
      GENERATE(std::nextafter(1.0, 0.0), 1.0, std::nextafter(2.0, 0.0), -0x1.5555555555555p+3);
  const std::vector<double> numbers(8192, x);
  ExactSum sum, squares;
  add_numbers(numbers, sum);
  add_squares(numbers, squares);
  CHECK(sum.rounded() == 8192 * x);
  CHECK(bytes_of(sum) == one_by_one(numbers));
  CHECK(bytes_of(squares) == squares_one_by_one(numbers));
}

}  // namespace
}  // namespace tocsin::evaluators
