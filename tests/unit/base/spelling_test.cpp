#include "base/spelling.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace tocsin;

TEST_CASE("edit_distance() counts letters that are wrong", "[base][spelling]") {
  struct Case {
    std::string_view a, b;
    std::size_t want;
  };
  const auto c = GENERATE(values<Case>({
      {"", "", 0},
      {"", "abc", 3},
      {"abc", "", 3},
      {"page", "page", 0},
      {"page", "pag", 1},
      {"page", "pages", 1},
      {"page", "paje", 1},
      {"page", "paeg", 1},  // two letters swapped are one mistake
      {"kitten", "sitting", 3},
      {"ca", "abc", 3},  // letters swapped are not edited a second time
  }));
  CAPTURE(c.a, c.b);
  CHECK(edit_distance(c.a, c.b) == c.want);
}

TEST_CASE("nearest() names what was probably meant", "[base][spelling]") {
  static constexpr std::array<std::string_view, 4> kKnown{"info", "warn", "page", "precision"};
  struct Case {
    std::string_view why, word, want;
  };
  const auto c = GENERATE(values<Case>({
      {"one letter wrong", "pagge", "page"},
      {"another case", "WARN", "warn"},
      {"three of nine", "presision", "precision"},
      {"too far", "sev1", ""},
      {"nothing typed", "", ""},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(nearest(c.word, kKnown).value_or("") == c.want); }
  static constexpr std::array<std::string_view, 6> kAlike{"seed",     "send",   "int",
                                                          "interval", "status", "p95"};
  CHECK(nearest("sned", kAlike) == "send");    // swapped letters before a wrong one
  CHECK(nearest("integer", kAlike) == "int");  // a longer name for it
  CHECK(nearest("stat", kAlike) == "status");  // an abbreviation
  CHECK_FALSE(nearest("s", kAlike).has_value());
  CHECK_FALSE(nearest("st", kAlike).has_value());
  CHECK_FALSE(nearest(std::string(100'000, 'p'), kKnown).has_value());
  CHECK_FALSE(nearest("page", {}).has_value());
  static constexpr std::array<std::string_view, 4> kShort{"a", "up", "x1", "model2"};
  CHECK_FALSE(nearest("c", kShort).has_value());   // nothing of it is right
  CHECK_FALSE(nearest("x3", kShort).has_value());  // another number is another name
  CHECK_FALSE(nearest("model3", kShort).has_value());
  CHECK(nearest("p59", kAlike) == "p95");  // a slip: the same digits in another order
  CHECK(nearest("us", kShort) == "up");
  CHECK(nearest("modle2", kShort) == "model2");
}
