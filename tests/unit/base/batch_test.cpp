#include "base/batch.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;

TEST_CASE("a dictionary numbers texts in the order in which they come", "[base][batch]") {
  Dictionary words;
  CHECK(words.code("smava") == 0);
  CHECK(words.code("check24") == 1);
  CHECK(words.code("smava") == 0);
  CHECK(words.code("") == 2);
  CHECK(words.size() == 3);
  CHECK(words.text(1) == "check24");
}

TEST_CASE("a dictionary keeps its codes while it grows", "[base][batch]") {
  Dictionary words;
  for (std::uint32_t i = 0; i < 10'000; ++i) REQUIRE(words.code("w" + std::to_string(i)) == i);
  for (std::uint32_t i = 0; i < 10'000; ++i) REQUIRE(words.code(words.text(i)) == i);
}
