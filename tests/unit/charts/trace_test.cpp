#include "charts/trace.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::charts {
namespace {

constexpr Instant kStart{std::chrono::hours(24 * 365 * 56)};
const double kNone = std::nan("");

TracePoint at(int second, double value) { return {kStart + second * 1s, value, kNone, kNone}; }

std::vector<double> values_of(const std::vector<TracePoint>& points) {
  std::vector<double> values;
  for (const auto& point : points) values.push_back(point.value);
  return values;
}

}  // namespace

TEST_CASE("of each column the lowest and the highest value stay, in their order",
          "[charts][trace]") {
  const auto kept = thinned({at(0, 3), at(1, 9), at(2, 1), at(3, 4),  //
                             at(4, 5), at(5, 5), at(6, 2), at(7, 8)},
                            2);
  CHECK(values_of(kept) == std::vector<double>{9, 1, 2, 8});
  CHECK(kept[0].at == kStart + 1s);
  CHECK(kept[3].at == kStart + 7s);
}

TEST_CASE("few points stay as they are", "[charts][trace]") {
  CHECK(values_of(thinned({at(0, 3), at(1, 9), at(2, 1)}, 2)) == std::vector<double>{3, 9, 1});
  CHECK(thinned({}, 2).empty());
}

TEST_CASE("a column without a value is a gap, one with some is none", "[charts][trace]") {
  const auto kept = thinned({at(0, 1), at(1, kNone), at(2, kNone), at(3, kNone), at(4, kNone),
                             at(5, kNone), at(6, 7), at(7, kNone), at(8, 7)},
                            3);
  REQUIRE(kept.size() == 4);
  CHECK(kept[0].value == 1);
  CHECK(std::isnan(kept[1].value));
  CHECK(kept[2].at == kStart + 6s);
  CHECK(kept[3].at == kStart + 8s);  // a constant is seen from its beginning to its end
}

TEST_CASE("what is kept has the widest interval of its column", "[charts][trace]") {
  const auto kept =
      thinned({{kStart, 2, 1.5, 2.5}, {kStart + 1s, 3, 0.5, 9}, {kStart + 2s, 1, kNone, kNone}}, 1);
  REQUIRE(kept.size() == 2);
  for (const auto& point : kept) {
    CHECK(point.low == 0.5);
    CHECK(point.high == 9);
  }
}

TEST_CASE("a long trace keeps its extremes and its ends in bounded memory", "[charts][trace]") {
  Trace trace(300);
  for (int i = 0; i < 100'000; ++i) trace.add(at(i, i == 54'321 ? 50 : i == 777 ? -50 : i % 10));
  CHECK(trace.points().size() <= 300);
  double low = 0, high = 0;
  for (std::size_t i = 0; i < trace.points().size(); ++i) {
    const auto& point = trace.points()[i];
    low = std::min(low, point.value);
    high = std::max(high, point.value);
    if (i > 0) CHECK(trace.points()[i - 1].at < point.at);
  }
  CHECK(low == -50);
  CHECK(high == 50);
}

}  // namespace tocsin::charts
