#include "prose/words.hpp"

#include <catch2/catch.hpp>

namespace tocsin::prose {
namespace {

dsl::Type type(dsl::TypeKind kind, std::string unit = "") {
  return {.kind = kind, .unit = std::move(unit)};
}

TEST_CASE("spans of time as a sentence says them", "[prose][words]") {
  CHECK(in_words(10min) == "10 minutes");
  CHECK(in_words(1h) == "1 hour");
  CHECK(in_words(90min) == "1 hour 30 minutes");
  CHECK(in_words(kDay * 7) == "7 days");
  CHECK(in_words(kDay + 1s) == "1 day 1 second");
  CHECK(in_words(250ms) == "250ms");
  CHECK(in_words(1500ms) == "1 second 500ms");
  CHECK(in_words(0s) == "0 seconds");
}

TEST_CASE("a single unit behind an article loses its 1", "[prose][words]") {
  CHECK(behind("the last", 1h) == "the last hour");
  CHECK(behind("the last", 2h) == "the last 2 hours");
  CHECK(behind("the last", 61min) == "the last 1 hour 1 minute");
  CHECK(behind("every", 10min) == "every 10 minutes");
}

TEST_CASE("lists have their last joint in words", "[prose][words]") {
  CHECK(listed({}).empty());
  CHECK(listed({"a"}) == "a");
  CHECK(listed({"a", "b"}) == "a and b");
  CHECK(listed({"a", "b", "c"}, "or") == "a, b or c");
}

TEST_CASE("values keep all their digits", "[prose][words]") {
  CHECK(exact(0.9501, type(dsl::TypeKind::share)) == "95.01%");
  CHECK(exact(0.29, type(dsl::TypeKind::share)) == "29%");
  CHECK(exact(-0.05, type(dsl::TypeKind::points)) == "-5pp");
  CHECK(exact(5'400e9, type(dsl::TypeKind::duration)) == "1h30m");
  CHECK(exact(-3e8, type(dsl::TypeKind::duration)) == "-300ms");
  CHECK(exact(1234567.25, type(dsl::TypeKind::number, "EUR")) == "1234567.25EUR");
}

TEST_CASE("a condition keeps what was written and works out what was not", "[prose][words]") {
  using Kind = dsl::Condition::Kind;
  const auto share = type(dsl::TypeKind::share);
  CHECK(condition({Kind::less, 0.95, 0, "< 95.00%"}, share) == "below 95.00%");
  CHECK(condition({Kind::less_equal, 0.95, 0, "<= limit"}, share) == "at 95% or less");
  CHECK(condition({Kind::outside, 0.1, 0.2, "outside 10%..20%"}, share) == "outside 10% to 20%");
  CHECK(condition({Kind::inside, 0.1, 0.2, "inside low..20%"}, share) == "between 10% and 20%");
  CHECK(condition({Kind::is_true, 0, 0, "true"}, type(dsl::TypeKind::boolean)) == "true");
  CHECK(all_clear({Kind::greater, 0.02, 0, "> 2%"}, share) == "back at 2% or less");
  CHECK(all_clear({Kind::outside, 0.1, 0.2, "outside 10%..20%"}, share) ==
        "back between 10% and 20%");
}

TEST_CASE("lines are broken at blanks and no word is lost", "[prose][words]") {
  CHECK(wrapped("one two three", 9, "  ") == "one two\n  three");
  CHECK(wrapped("incomprehensibilities", 9, "  ") == "incomprehensibilities");
  CHECK(wrapped("", 9, "  ").empty());
}

}  // namespace
}  // namespace tocsin::prose
