#include "base/time.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace tocsin;

TEST_CASE("parse_duration() reads the units of the language", "[base][duration]") {
  struct Case {
    std::string_view text;
    Duration want;
  };
  const auto c = GENERATE(values<Case>({
      {"300ms", 300ms},
      {"1h30m", 90min},
      {"1w", 7 * kDay},
      {"7d", 7 * kDay},
      {"0s", 0s},
      {"0.1ms", 100us},
      {"1.5h", 90min},
      {"1_000us", 1ms},
      {"2e3ms", 2s},
      {"25e-1s", 2500ms},
      {"-250ns", -250ns},
      {"-1h30m", -90min},
      {"0.4ns", 0ns},
      {"0.6ns", 1ns},
      {"9223372036854775807ns", Duration::max()},
      {"-9223372036854775808ns", Duration::min()},
      {"0.00000000000000000000000000000000001d", 0ns},
      {"1.000000000000000000000000000001s", 1s},
  }));
  CAPTURE(c.text);
  CHECK(parse_duration(c.text) == c.want);
}

TEST_CASE("parse_duration() refuses what is no duration or does not fit", "[base][duration]") {
  const auto text = GENERATE(
      as<std::string>{}, "", "-", "5", "ms", "5 ms", "5ms ", "5min", "5mo", "1h 30m", "5x", "+5s",
      ".5s", "5.s", "1e", "1es", "1e5", "9223372036854775808ns", "106752d", "1e400d", "--5s",
      "5s-3s", "_5s", "99999999999999999999999999999999999999999999999999w", "106751d106751d");
  CAPTURE(text);
  CHECK_FALSE(parse_duration(text));
}

TEST_CASE("format_duration() writes the largest units first", "[base][duration]") {
  CHECK(format_duration(10min) == "10m");
  CHECK(format_duration(90min) == "1h30m");
  CHECK(format_duration(250ms) == "250ms");
  CHECK(format_duration(7 * kDay) == "7d");
  CHECK(format_duration(0s) == "0s");
  CHECK(format_duration(-90min) == "-1h30m");
  CHECK(format_duration(1s + 1ms + 1us + 1ns) == "1s1ms1us1ns");
  CHECK(format_duration(Duration::min()) == "-106751d23h47m16s854ms775us808ns");
}

TEST_CASE("what format_duration() writes, parse_duration() reads", "[base][duration][property]") {
  const auto seed = GENERATE(1u, 2u, 3u);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 2000; ++i) {
    const int shift = static_cast<int>(random() % 64);
    const Duration d(static_cast<std::int64_t>(random()) >> shift);
    CAPTURE(d.count());
    CHECK(parse_duration(format_duration(d)) == d);
  }
}
