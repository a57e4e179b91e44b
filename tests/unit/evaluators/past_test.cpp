// Measures of what another one read before: METRICS 12, LANGUAGE 8.3.
#include "evaluators/past.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace tocsin::evaluators {
namespace {

Value exactly(double value) { return {.known = true, .value = value}; }

// `before`: latest first, evenly spread over the time that is looked back on.
Value of(std::string_view measure, const Value& now, const std::vector<double>& before) {
  const auto* past = past_measure(measure);
  REQUIRE(past != nullptr);
  std::vector<double> ages;
  for (std::size_t i = 1; i <= before.size(); ++i)
    ages.push_back(static_cast<double>(i) / static_cast<double>(before.size()));
  return past->of({now, before, ages});
}

double value_of(std::string_view measure, double now, const std::vector<double>& before) {
  const auto value = of(measure, exactly(now), before);
  REQUIRE(value.known);
  return value.value;
}

const std::vector<double> kPublished{10, 12, 11, 13, 12, 11, 10, 12, 13};

}  // namespace

TEST_CASE("the published history has its published scores", "[evaluators][past]") {
  CHECK(value_of("zscore", 40, kPublished) == Approx(25.163).margin(0.0005));
  // Mean 104/9, sum of squares 1212 - 104^2/9 = 92/9 over 8.
  CHECK(value_of("zscore", 40, kPublished) == Approx((40 - 104.0 / 9) / std::sqrt(92.0 / 72)));
  CHECK(value_of("zscore", 11, kPublished) == Approx((11 - 104.0 / 9) / std::sqrt(92.0 / 72)));
  // Quartiles 11 and 12, median 12.
  CHECK(value_of("iqr_score", 40, kPublished) == Approx(28));
  CHECK(value_of("iqr_score", 9.5, kPublished) == Approx(-2.5));
}

TEST_CASE("a past that never changed has no spread", "[evaluators][past]") {
  // 0.1 has no exact sum, and still none of it is a deviation.
  const std::vector<double> still(8, 0.1);
  for (const auto* measure : {"zscore", "iqr_score"}) {
    CAPTURE(measure);
    CHECK(value_of(measure, 0.1, still) == 0);
    CHECK(value_of(measure, 0.1000001, still) == 99);
    CHECK(value_of(measure, 0.05, still) == -99);
  }
}

TEST_CASE("no score leaves its limits", "[evaluators][past]") {
  std::vector<double> quiet(8, 5);
  quiet[3] = 5.000001;
  CHECK(value_of("zscore", 6, quiet) == 99);
  CHECK(value_of("zscore", -1e300, kPublished) == -99);
  CHECK(value_of("iqr_score", 1e308, kPublished) == 99);
}

TEST_CASE("the spread is no smaller than the error of sampling", "[evaluators][past]") {
  // 95% of 1.959964 standard errors either side: one of 0.01.
  const double reach = 0.01959963984540054;
  const Value sampled{.known = true, .value = 0.05, .low = 0.05 - reach, .high = 0.05 + reach};
  const std::vector<double> never(8, 0.0);
  for (const auto* measure : {"zscore", "iqr_score"}) {
    CAPTURE(measure);
    CHECK(of(measure, sampled, never).value == Approx(5));
  }
  // One end is enough; a spread that is larger stays.
  CHECK(of("zscore", {.known = true, .value = 0.05, .low = 0.05 - reach}, never).value ==
        Approx(5));
  CHECK(of("zscore", {.known = true, .value = 0.05, .high = 0.05 + reach}, never).value ==
        Approx(5));
  const Value sure{.known = true, .value = 40, .low = 39.9, .high = 40.1};
  CHECK(of("zscore", sure, kPublished).value == Approx(25.163).margin(0.0005));
}

TEST_CASE("a trend is what the line moved", "[evaluators][past]") {
  CHECK(value_of("trend", 4, {3, 2, 1}) == Approx(3));
  CHECK(value_of("trend", 1, {2, 3, 4}) == Approx(-3));
  CHECK(value_of("trend", 7, {7, 7, 7, 7}) == 0);
  // By hand: at 0, 1, 2, 3 the values 0, 1, 0, 3 have the slope 4/5 a step.
  CHECK(value_of("trend", 3, {0, 1, 0}) == Approx(2.4));
}

TEST_CASE("readings that are missing leave the line where it is", "[evaluators][past]") {
  const std::vector<double> values{3, 1, 0}, ages{0.25, 0.75, 1};
  const auto* trend = past_measure("trend");
  CHECK(trend->of({exactly(4), values, ages}).value == Approx(4));
  // All at one instant: there is no line.
  const std::vector<double> at_once{0, 0, 0};
  CHECK_FALSE(trend->of({exactly(4), values, at_once}).known);
}

TEST_CASE("numbers too large to compare give no answer instead of NaN", "[evaluators][past]") {
  const double most = std::numeric_limits<double>::max();
  const std::vector<double> wide{most, -most, most, -most, most, -most, most, -most};
  for (const auto* measure : {"zscore", "iqr_score", "trend"}) {
    CAPTURE(measure);
    const auto value = of(measure, exactly(most), wide);
    CHECK((!value.known || std::isfinite(value.value)));
  }
}

TEST_CASE("measures of rows have no past", "[evaluators][past]") {
  CHECK(past_measure("mean") == nullptr);
  CHECK(past_measure("change") == nullptr);
}

}  // namespace tocsin::evaluators
