#include "evaluators/exact_sum.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace tocsin::evaluators {
namespace {

double sum_of(const std::vector<double>& numbers) {
  ExactSum sum;
  for (const double x : numbers) sum.add(x);
  return sum.rounded();
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kTiniest = std::numeric_limits<double>::denorm_min();

// A random sign, mantissa and exponent.
double any_double(std::mt19937_64& random, int exponents) {
  const double mantissa = std::uniform_real_distribution<double>(-1, 1)(random);
  return std::ldexp(mantissa, std::uniform_int_distribution<int>(-exponents, exponents)(random));
}

TEST_CASE("a sum is rounded once, at its end", "[evaluators][exact_sum]") {
  struct Case {
    std::string_view why;
    std::vector<double> numbers;
    double want;
  };
  const auto c = GENERATE(values<Case>({
      {"nothing is zero", {}, 0},
      {"one number is itself", {0.1}, 0.1},
      {"what cancels leaves the rest", {1e16, 1, -1e16}, 1},
      {"a small number between large ones", {1e100, 1, -1e100, 1e-300}, 1},
      {"ten tenths, each a little more than a tenth, are one", std::vector<double>(10, 0.1), 1},
      {"negative", {-1e16, -1, 1e16}, -1},
      {"a tie goes to even, down", {9007199254740992.0, 1}, 9007199254740992.0},
      {"a tie goes to even, up", {9007199254740994.0, 1}, 9007199254740996.0},
      {"more than a tie goes up", {9007199254740992.0, 1, 1e-300}, 9007199254740994.0},
      {"less than a tie goes down", {9007199254740994.0, 1, -1e-300}, 9007199254740994.0},
      {"the smallest numbers there are", {kTiniest, kTiniest, kTiniest}, 3 * kTiniest},
      {"an overflow on the way is none", {kLargest, kLargest, -kLargest}, kLargest},
      {"an overflow at the end is infinite", {kLargest, kLargest}, kInfinity},
      {"and so is a negative one", {-kLargest, -kLargest}, -kInfinity},
      {"it comes back to zero", {1e300, 1e-300, -1e-300, -1e300}, 0},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(sum_of(c.numbers) == c.want); }
}

TEST_CASE("the sum of whole numbers is what integers say", "[evaluators][exact_sum]") {
  const auto seed = GENERATE(take(20, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  std::uniform_int_distribution<std::int64_t> any(-(std::int64_t{1} << 40), std::int64_t{1} << 40);
  ExactSum sum;
  std::int64_t want = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::int64_t x = any(random);
    want += x;
    sum.add(static_cast<double>(x));
  }
  CHECK(sum.rounded() == static_cast<double>(want));
}

TEST_CASE("neither order nor cuts change a bit of a sum", "[evaluators][exact_sum][property]") {
  const auto seed = GENERATE(take(30, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  std::vector<double> numbers;
  for (int i = 0; i < 300; ++i) numbers.push_back(any_double(random, seed % 2 == 0 ? 20 : 1000));
  const double want = sum_of(numbers);
  std::shuffle(numbers.begin(), numbers.end(), random);
  CHECK(sum_of(numbers) == want);
  ExactSum whole;
  for (std::size_t at = 0; at < numbers.size();) {
    ExactSum part;
    for (auto n = random() % 40; n > 0 && at < numbers.size(); --n) part.add(numbers[at++]);
    whole.merge(part);
  }
  CHECK(whole.rounded() == want);
}

TEST_CASE("products are summed without rounding", "[evaluators][exact_sum]") {
  ExactSum sum;
  sum.add_product(1e8 + 1, 1e8 + 1);  // 10000000200000001
  sum.add_product(-1e8, 1e8);
  CHECK(sum.rounded() == 200000001);
  sum.add_product(1e200, 1e200);  // no double can hold it
  sum.add_product(-1e200, 1e200);
  CHECK(sum.rounded() == 200000001);
  sum.add_product(1e-200, 1e-200);
  sum.add(-200000001);
  sum.add_scaled(sum, 0);
  CHECK(sum.rounded() == 0);  // 1e-400 is too small for a double
  sum.add_product(1e-100, -1);
  CHECK(sum.rounded() == -1e-100);
}

TEST_CASE("a sum is scaled without rounding", "[evaluators][exact_sum]") {
  ExactSum tenth;
  tenth.add(0.1);
  tenth.add(0x1p100);
  ExactSum sum;
  sum.add_scaled(tenth, -3);
  sum.add(3 * 0x1p100);
  CHECK(sum.rounded() == Approx(-0.3).epsilon(1e-15));
  ExactSum negative;
  negative.add(-5);
  negative.add_scaled(negative, 0.5);
  CHECK(negative.rounded() == -7.5);
}

TEST_CASE("a saved sum goes on where it stopped", "[evaluators][exact_sum][property]") {
  const auto seed = GENERATE(take(20, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  ExactSum sum;
  for (int i = 0; i < 100; ++i) sum.add(any_double(random, 300));
  Encoder out;
  sum.save(out);
  Decoder in(out.bytes());
  ExactSum loaded;
  loaded.load(in);
  REQUIRE(!in.failed());
  CHECK(in.at_end());
  CHECK(loaded.rounded() == sum.rounded());
  const double more = any_double(random, 300);
  sum.add(more);
  loaded.add(more);
  CHECK(loaded.rounded() == sum.rounded());
}

TEST_CASE("equal sums are saved as equal bytes", "[evaluators][exact_sum]") {
  ExactSum straight;
  straight.add(5);
  ExactSum around;
  around.add(1e200);
  around.add(5);
  around.add(-1e200);
  Encoder a, b;
  straight.save(a);
  around.save(b);
  CHECK(a.bytes() == b.bytes());
}

}  // namespace
}  // namespace tocsin::evaluators
