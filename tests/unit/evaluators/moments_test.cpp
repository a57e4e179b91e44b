#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <random>

namespace tocsin::test {
namespace {

Value value_over(std::string_view name, const std::vector<double>& xs) {
  const Table t = Columns().numbers("x", numbers(xs)).table();
  return value_of(call(name, t, {field(t, "x")}), t);
}

// Two passes in long double: another way, good to the last digits of a double.
struct Slow {
  long double sum = 0, mean = 0, deviation = 0;

  explicit Slow(const std::vector<double>& xs) {
    for (const double x : xs) sum += x;
    mean = sum / static_cast<long double>(xs.size());
    long double squares = 0;
    for (const double x : xs) squares += (x - mean) * (x - mean);
    deviation = std::sqrt(squares / static_cast<long double>(xs.size() - 1));
  }
};

TEST_CASE("sum, mean and spread of a few numbers", "[evaluators][moments]") {
  const std::vector<double> xs{10, 12, 11, 13, 12,
                               11, 10, 12, 13};  // METRICS: mean 11.5556, sd 1.13039
  CHECK(value_over("sum", xs).value == 104);
  CHECK(value_over("mean", xs).value == Approx(11.5556).margin(5e-5));
  CHECK(value_over("stddev", xs).value == Approx(1.13039).margin(5e-6));
  CHECK(value_over("min", xs).value == 10);
  CHECK(value_over("max", xs).value == 13);
  const Value mean = value_over("mean", xs);
  CHECK(mean.low == Approx(104.0 / 9 - 1.959963984540054 * 1.130388330520878 / 3));
  CHECK(mean.high == Approx(104.0 / 9 + 1.959963984540054 * 1.130388330520878 / 3));
}

TEST_CASE("missing numbers are left out", "[evaluators][moments]") {
  const Table t = table("x:number?", {"1", "-", "!", "4", "-"});
  const auto made = call("mean", t, {field(t, "x")});
  const auto aggregate = start(made);
  add_rows(*aggregate, t, made, 0, 5);
  CHECK(aggregate->judged() == 2);
  CHECK(aggregate->value().value == 2.5);
}

TEST_CASE("every edge has an answer", "[evaluators][moments]") {
  struct Case {
    std::string_view why;
    std::vector<double> xs;
    std::optional<double> sum, mean, deviation, smallest;
  };
  const std::nullopt_t none = std::nullopt;
  const auto c = GENERATE_COPY(values<Case>({
      {"nothing", {}, none, none, none, none},
      {"one value has no spread", {7}, 7, 7, none, 7},
      {"a constant has none either", {0.1, 0.1, 0.1}, 0.30000000000000004, 0.1, 0, 0.1},
      {"a negative zero is a zero", {-0.0, -0.0}, 0, 0, 0, 0},
      {"a sum too large is unknown", {1e308, 1e308}, none, none, none, 1e308},
      {"squares too large are no trouble", {1e200, -1e200}, 0, 0, std::sqrt(2.0) * 1e200, -1e200},
      {"squares too small are none either",
       {3e-200, -3e-200},
       0,
       0,
       std::sqrt(18.0) * 1e-200,
       -3e-200},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto check = [&](std::string_view name, std::optional<double> want) {
      CAPTURE(name);
      const Value got = value_over(name, c.xs);
      CHECK(got.known == want.has_value());
      if (want && got.known) CHECK(got.value == Approx(*want).epsilon(1e-15));
      CHECK(!(got.known && std::signbit(got.value) && got.value == 0));
    };
    check("sum", c.sum);
    check("mean", c.mean);
    check("stddev", c.deviation);
    check("min", c.smallest);
  }
}

TEST_CASE("one value has a mean without interval", "[evaluators][mean]") {
  CHECK(std::isnan(value_over("mean", {7}).low));
  CHECK(value_over("mean", {7, 7}).low == 7);
}

TEST_CASE("a small spread is seen beside a large offset", "[evaluators][stddev]") {
  CHECK(value_over("stddev", {1e9 + 1, 1e9 + 2, 1e9 + 3}).value == 1);
  CHECK(value_over("stddev", {1e15 + 1, 1e15 + 2, 1e15 + 3}).value == 1);
  CHECK(value_over("stddev", {1e9 + 0.25, 1e9 - 0.25}).value ==
        Approx(std::sqrt(0.125)).epsilon(1e-15));
  // Times as nanoseconds since 1970, a microsecond apart.
  CHECK(value_over("stddev", {1.7724456e18, 1.7724456e18 + 1024, 1.7724456e18 + 2048}).value ==
        1024);
}

TEST_CASE("the measures of numbers agree with two passes", "[evaluators][moments][property]") {
  const auto seed = GENERATE(take(20, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const double offset = std::uniform_real_distribution<double>(-1e4, 1e4)(random);
  std::normal_distribution<double> draw(offset, 3);
  std::vector<double> xs(2 + random() % 2000);
  for (auto& x : xs) x = draw(random);
  const Slow slow(xs);
  CHECK(value_over("sum", xs).value == static_cast<double>(slow.sum));
  CHECK(value_over("mean", xs).value == Approx(static_cast<double>(slow.mean)).epsilon(1e-15));
  CHECK(value_over("stddev", xs).value ==
        Approx(static_cast<double>(slow.deviation)).epsilon(1e-12));
  CHECK(value_over("min", xs).value == *std::ranges::min_element(xs));
  CHECK(value_over("max", xs).value == *std::ranges::max_element(xs));
  const Value mean = value_over("mean", xs);
  const double reach = 1.959963984540054 * static_cast<double>(slow.deviation) /
                       std::sqrt(static_cast<double>(xs.size()));
  CHECK(mean.high - mean.low == Approx(2 * reach));
}

// Measures over one field share their sums, but only where they look at the very same rows.
TEST_CASE("what a block has summed up is that of the rows asked for", "[evaluators][moments]") {
  std::vector<double> xs(100);
  for (std::size_t i = 0; i < xs.size(); ++i) xs[i] = static_cast<double>(i);
  const Table t = Columns().numbers("x", numbers(xs)).table();
  const auto mean = call("mean", t, {field(t, "x")});
  Block block(t.batch, t.schema, 0, t.batch.rows);
  const auto mean_of = [&](const RowNumbers& rows) {
    const auto aggregate = start(mean);
    aggregate->add(block, rows);
    return aggregate->value().value;
  };
  RowNumbers all(100), even, first(50);
  std::iota(all.begin(), all.end(), 0);
  std::iota(first.begin(), first.end(), 0);
  std::ranges::copy_if(all, std::back_inserter(even), [](auto row) { return row % 2 == 0; });
  for (int time = 0; time < 2; ++time) {
    CHECK(mean_of(all) == 49.5);
    CHECK(mean_of(even) == 49);
    CHECK(mean_of(first) == 24.5);
  }
}

}  // namespace
}  // namespace tocsin::test
