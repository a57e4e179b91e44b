#include "evaluators/quantile_summary.hpp"
#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

using evaluators::QuantileSummary;

Value quantile_over(const std::vector<double>& xs, double p) {
  const Table t = Columns().numbers("x", numbers(xs)).table();
  return value_of(call("quantile", t, {field(t, "x"), constant(p, TypeKind::share)}), t);
}

// Type 7 on the sorted values.
double slow_quantile(std::vector<double> xs, double p) {
  std::ranges::sort(xs);
  const double place = static_cast<double>(xs.size() - 1) * p;
  const auto below = static_cast<std::size_t>(std::floor(place));
  if (below + 1 >= xs.size()) return xs.back();
  return xs[below] + (xs[below + 1] - xs[below]) * (place - std::floor(place));
}

TEST_CASE("quantiles interpolate linearly between neighbours", "[evaluators][quantile]") {
  const std::vector<double> xs{10, 1, 3, 2, 4};
  CHECK(quantile_over(xs, 0.25).value == 2);  // METRICS: 2 and 8.8
  CHECK(quantile_over(xs, 0.95).value == Approx(8.8));
  CHECK(quantile_over(xs, 0).value == 1);
  CHECK(quantile_over(xs, 1).value == 10);
  CHECK(quantile_over({1, 2}, 0.5).value == 1.5);
  CHECK(quantile_over({7}, 0.99).value == 7);
}

TEST_CASE("each name stands for its share", "[evaluators][quantile]") {
  std::vector<double> xs;
  for (int i = 0; i <= 1000; ++i) xs.push_back(i);
  const Table t = Columns().numbers("x", numbers(xs)).table();
  const auto named = [&](std::string_view name) {
    return value_of(call(name, t, {field(t, "x")}), t).value;
  };
  CHECK(named("median") == 500);
  CHECK(named("p50") == 500);
  CHECK(named("p75") == 750);
  CHECK(named("p90") == 900);
  CHECK(named("p95") == 950);
  CHECK(named("p99") == 990);
  CHECK(named("p999") == 999);
}

TEST_CASE("a quantile is between order statistics with 95%", "[evaluators][quantile]") {
  std::vector<double> xs;
  for (int i = 1; i <= 100; ++i) xs.push_back(i);
  const Value median = quantile_over(xs, 0.5);
  CHECK(median.low == 40);  // ranks 40 and 61, as in tables of the sign test
  CHECK(median.high == 61);
  const Value p99 = quantile_over(xs, 0.99);
  CHECK(p99.low == 97);
  CHECK(std::isnan(p99.high));  // 100 values say nothing about what lies above their largest
}

TEST_CASE("quantiles of nothing, and of equal values", "[evaluators][quantile]") {
  CHECK(!quantile_over({}, 0.5).known);
  CHECK(quantile_over({0.1, 0.1, 0.1}, 0.37).value == 0.1);
  const Value zero = quantile_over({-0.0, 0.0, -0.0}, 0.5);
  CHECK(!std::signbit(zero.value));
}

TEST_CASE("quantiles agree with sorting", "[evaluators][quantile][property]") {
  const auto seed = GENERATE(take(30, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  std::vector<double> xs(1 + random() % 300);
  for (auto& x : xs) x = static_cast<double>(random() % 40) / 8 - 2;  // many ties
  const double p = std::uniform_real_distribution<double>(0, 1)(random);
  CHECK(quantile_over(xs, p).value == Approx(slow_quantile(xs, p)).margin(1e-12));
}

QuantileSummary summary_of(const std::vector<double>& xs) {
  QuantileSummary summary;
  for (const double x : xs) summary.add(x);
  return summary;
}

std::vector<double> many(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> size(3, 2);
  std::vector<double> xs(n);
  for (auto& x : xs) x = random() % 4 == 0 ? -size(random) : random() % 9 == 0 ? 0 : size(random);
  return xs;
}

TEST_CASE("above 100,000 values a quantile is right to 0.4%", "[evaluators][quantile]") {
  const auto xs = many(150'000, 7);
  const auto summary = summary_of(xs);
  for (const double p : {0.0, 0.001, 0.1, 0.2, 0.3, 0.5, 0.75, 0.95, 0.999, 1.0}) {
    CAPTURE(p);
    const double want = slow_quantile(xs, p);
    CHECK(summary.quantile(p).value == Approx(want).epsilon(0.004).margin(1e-12));
  }
  CHECK(summary.quantile(0).value == *std::ranges::min_element(xs));
  CHECK(summary.quantile(1).value == *std::ranges::max_element(xs));
}

TEST_CASE("many values that recur come out as they are", "[evaluators][quantile]") {
  std::vector<double> xs;
  for (int i = 0; i < 400'000; ++i) xs.push_back(i % 5 - 2);
  const auto summary = summary_of(xs);
  for (const double p : {0.1, 0.25, 0.5, 0.75, 0.9}) {
    CAPTURE(p);
    const Value value = summary.quantile(p);
    CHECK(value.value == slow_quantile(xs, p));
    CHECK(value.low <= value.value);
    CHECK(value.high >= value.value);
  }
}

// 128.1 and 128.8 share a bucket: which of them the median is, the sketch cannot say.
TEST_CASE("the interval of a sketch holds all that its buckets may hide",
          "[evaluators][quantile]") {
  std::vector<double> xs(200'001, 128.1);
  std::fill(xs.begin(), xs.begin() + 60'000, 128.8);
  const auto median = [&] {
    QuantileSummary back;
    Encoder out;
    summary_of(xs).save(out);
    Decoder in(out.bytes());
    back.load(in);
    REQUIRE(!in.failed());
    return back.quantile(0.5);
  }();
  CHECK(median.value == 128.5);  // the middle of the bucket from 128 to 129
  CHECK(median.low == 128.1);
  CHECK(median.high == 128.8);
}

TEST_CASE("100,000 values are exact, one more is not", "[evaluators][quantile]") {
  std::vector<double> xs;
  for (int i = 0; i < 100'000; ++i) xs.push_back(1 + i / 7.0);
  CHECK(summary_of(xs).quantile(0.5).value == Approx(slow_quantile(xs, 0.5)).epsilon(1e-15));
  xs.push_back(1);
  const double binned = summary_of(xs).quantile(0.5).value;
  CHECK(binned != slow_quantile(xs, 0.5));
  CHECK(binned == Approx(slow_quantile(xs, 0.5)).epsilon(0.004));
}

TEST_CASE("only the number of values decides how they are kept",
          "[evaluators][quantile][property]") {
  const auto size = GENERATE(values<std::size_t>({99'999, 100'000, 100'001, 230'000}));
  CAPTURE(size);
  const auto xs = many(size, size);
  const auto whole = summary_of(xs);
  std::mt19937_64 random(size);
  QuantileSummary merged;
  for (std::size_t at = 0; at < size;) {
    const std::size_t end = std::min<std::size_t>(size, at + random() % 120'000);
    merged.merge(summary_of({xs.begin() + static_cast<std::ptrdiff_t>(at),
                             xs.begin() + static_cast<std::ptrdiff_t>(end)}));
    at = end;
  }
  REQUIRE(merged.count() == size);
  for (const double p : {0.01, 0.5, 0.95, 0.999}) {
    CHECK(same_bits(merged.quantile(p), whole.quantile(p)));
  }
}

TEST_CASE("a sketch of extremes stays finite", "[evaluators][quantile]") {
  std::vector<double> xs(100'001, std::numeric_limits<double>::max());
  xs[0] = std::numeric_limits<double>::denorm_min();
  xs[1] = -std::numeric_limits<double>::max();
  const auto summary = summary_of(xs);
  CHECK(std::isfinite(summary.quantile(0.5).value));
  CHECK(summary.quantile(0.00001).value == Approx(0).margin(1e-300));
  CHECK(summary.quantile(0).value == -std::numeric_limits<double>::max());
}

}  // namespace
}  // namespace tocsin::test
