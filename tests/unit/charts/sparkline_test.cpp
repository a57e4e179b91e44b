#include "charts/sparkline.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::charts {
namespace {

constexpr Instant kStart{std::chrono::hours(24 * 365 * 56)};

}  // namespace

TEST_CASE("a sparkline goes from the lowest to the highest value", "[charts][sparkline]") {
  Sparkline line(8);
  for (int i = 0; i < 8; ++i) line.add(kStart + i * 1min, i);
  CHECK(line.text() == "▁▂▃▄▅▆▇█");
  CHECK(line.lowest() == 0);
  CHECK(line.highest() == 7);
}

TEST_CASE("a stretch without a value stays blank, a constant is a line in the middle",
          "[charts][sparkline]") {
  Sparkline line(8);
  line.add(kStart, 5);
  line.add(kStart + 1min, std::nan(""));
  line.add(kStart + 1min, 5);
  line.add(kStart + 3min, 5);
  CHECK(line.text() == "▅▅ ▅");
  CHECK(Sparkline(8).text() == "");
}

TEST_CASE("any number of values fits the width, and memory does not grow with it",
          "[charts][sparkline]") {
  Sparkline line(8);
  for (int i = 0; i < 100'000; ++i) line.add(kStart + i * 1s, i < 50'000 ? 0 : 1);
  const std::string text = line.text();
  CHECK(text.size() <= 8 * std::string("█").size());
  CHECK(text.starts_with("▁"));
  CHECK(text.ends_with("█"));
}

}  // namespace tocsin::charts
