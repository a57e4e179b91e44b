#include "engine/spread.hpp"

#include "evaluators/interval.hpp"
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::engine {
namespace {

using evaluators::Interval;
using evaluators::Value;
using test::monitoring;

Value known(double value, double low, double high) {
  return {.known = true, .value = value, .low = low, .high = high};
}

// Of a measure over `mean(income)` and, where it is compared, `mean(income, ago: 1h)`.
Interval spread(const std::string& measure, const std::vector<Value>& means) {
  const auto plan = monitoring("measure " + measure + " over 10m\nwarn when outside -9..9");
  REQUIRE(plan->monitors[0].aggregates.size() == means.size());
  return spread_of(*plan->monitors[0].measure, means);
}

}  // namespace

// 56 of 70 and 48 of 80: R. G. Newcombe, Statistics in Medicine 17 (1998), Table II, example (a),
// method 10.
TEST_CASE("a difference of shares adds the squares of Wilson's intervals", "[engine][spread]") {
  const auto share = [](std::uint64_t hits, std::uint64_t of) {
    const auto sure = evaluators::wilson(hits, of, 0.95);
    return known(static_cast<double>(hits) / static_cast<double>(of), sure.low, sure.high);
  };
  const auto plan = monitoring(
      "measure share(platform = \"a\") - share(platform = \"a\", ago: 1h) over 10m\n"
      "warn when > 10pp");
  const auto sure =
      spread_of(*plan->monitors[0].measure, std::vector<Value>{share(56, 70), share(48, 80)});
  CHECK(sure.low == Approx(0.0524).margin(5e-5));
  CHECK(sure.high == Approx(0.3339).margin(5e-5));
}

TEST_CASE("constants scale and shift an interval", "[engine][spread]") {
  const std::vector<Value> mean{known(4, 1, 9)};
  const auto doubled = spread("2 * mean(income)", mean);
  CHECK(doubled.low == Approx(2));
  CHECK(doubled.high == Approx(18));
  const auto turned = spread("-mean(income)", mean);
  CHECK(turned.low == Approx(-9));
  CHECK(turned.high == Approx(-1));
  const auto halved = spread("mean(income) / 2", mean);
  CHECK(halved.low == Approx(0.5));
  CHECK(halved.high == Approx(4.5));
}

TEST_CASE("a ratio has the interval of the delta method", "[engine][spread]") {
  // 6 / 3: the slopes are 1/3 and -6/9. Down: 1.5/3 and 0.75·6/9, both 0.5. Up: 3/3 and 0.
  const auto sure =
      spread("mean(income) / mean(income, ago: 1h)", {known(6, 4.5, 9), known(3, 3, 3.75)});
  CHECK(sure.low == Approx(2 - std::sqrt(0.5)));
  CHECK(sure.high == Approx(3));
}

TEST_CASE("nothing is known of a quotient whose divisor may be zero", "[engine][spread]") {
  const auto sure =
      spread("mean(income) / mean(income, ago: 1h)", {known(6, 4, 8), known(3, 0, 6)});
  CHECK(std::isnan(sure.low));
  CHECK(std::isnan(sure.high));
}

TEST_CASE("an end that is not known of a part is not known of the whole", "[engine][spread]") {
  const auto sure =
      spread("mean(income) - mean(income, ago: 1h)", {known(6, 4, kUnknown), known(3, 1, 6)});
  CHECK(sure.low == Approx(3 - std::sqrt(4 + 9)));
  CHECK(std::isnan(sure.high));
}

}  // namespace tocsin::engine
