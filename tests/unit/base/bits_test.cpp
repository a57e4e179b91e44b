#include "base/bits.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace tocsin;

TEST_CASE("bits behave like a row of booleans", "[base][bits][property]") {
  const auto seed = GENERATE(1u, 2u, 3u);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  Bits bits;
  std::vector<bool> want;
  for (int step = 0; step < 3000; ++step) {
    switch (random() % 6) {
      case 0:
      case 1: bits.push_back(step % 3 == 0), want.push_back(step % 3 == 0); break;
      case 2:
        if (!want.empty()) bits.set(step % want.size()), want[step % want.size()] = true;
        break;
      case 3:
        if (!want.empty()) bits.reset(step % want.size()), want[step % want.size()] = false;
        break;
      case 4: {
        const auto size = static_cast<std::size_t>(random() % 200);
        bits.resize(size), want.resize(size);
        break;
      }
      default: bits.flip(), want.flip(); break;
    }
    REQUIRE(bits.size() == want.size());
    std::size_t ones = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
      REQUIRE(bits[i] == want[i]);
      ones += want[i] ? 1 : 0;
    }
    REQUIRE(bits.count() == ones);
    REQUIRE(bits.any() == (ones > 0));
  }
}

TEST_CASE("bits past the end stay zero, so that words can be counted", "[base][bits]") {
  Bits bits(70, true);
  CHECK(bits.count() == 70);
  CHECK(bits.words().back() == 63);
  bits.flip();
  CHECK_FALSE(bits.any());
  bits.flip();
  bits.resize(65);
  CHECK(bits.count() == 65);
  bits.resize(130);
  CHECK(bits.count() == 65);
}
