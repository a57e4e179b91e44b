#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::test {
namespace {

TEST_CASE("special counts the events with one of its values", "[evaluators][special]") {
  const Table t = table("x:number? c:category?", {"-1 a", "5 b", "- c", "-999999 -", "7 a"});
  const auto of_numbers = call("special", t, {field(t, "x"), constant(-1), constant(-999999)});
  const Value value = value_of(of_numbers, t);
  CHECK(value.value == 0.5);  // two of the four that have x
  CHECK(value.low < 0.5);
  CHECK(value.high > 0.5);
  const auto of_texts = call("special", t, {field(t, "c"), constant("a"), constant("nobody")});
  CHECK(value_of(of_texts, t).value == 0.5);
}

TEST_CASE("special of nothing is undefined", "[evaluators][special]") {
  const Table t = table("x:number?", {"-", "-"});
  const auto of_x = call("special", t, {field(t, "x"), constant(-1)});
  CHECK_FALSE(value_of(of_x, t).known);
  const Table none = table("x:number?", {});
  CHECK_FALSE(value_of(call("special", none, {field(none, "x"), constant(-1)}), none).known);
}

}  // namespace
}  // namespace tocsin::test
