#include "base/at_once.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

using namespace tocsin;

TEST_CASE("each piece is done once, however many there are", "[base][at_once]") {
  const auto count = GENERATE(0u, 1u, 2u, 1000u);
  std::vector<int> done(count);
  at_once(count, [&](std::size_t i) { ++done[i]; });
  CHECK(done == std::vector<int>(count, 1));
}

TEST_CASE("what a piece throws is thrown to the caller", "[base][at_once]") {
  std::atomic<int> after{0};
  const auto work = [&](std::size_t i) {
    if (i == 3) throw std::runtime_error("the third");
    ++after;
  };
  CHECK_THROWS_WITH(at_once(100, work), "the third");
  CHECK(after < 100);
}

TEST_CASE("there is always a processor", "[base][at_once]") { CHECK(processors() >= 1); }
