#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

TEST_CASE("last is the value with the latest time", "[evaluators][last]") {
  const Table t =
      table("at:time x:number?", {"09:00:01 1", "09:00:03 2", "09:00:02 3", "09:00:04 -"});
  const auto made = call("last", t, {field(t, "x")});
  CHECK(value_of(made, t).value == 2);  // the late one is older, the missing one is none
  // Of two at one time, the one that came later, in one pane or in two.
  const Table tied = table("at:time x:number?", {"09:00:01 1", "09:00:01 2"});
  const auto of_tied = call("last", tied, {field(tied, "x")});
  CHECK(value_of(of_tied, tied).value == 2);
  const auto first = start(of_tied), second = start(of_tied);
  add_rows(*first, tied, of_tied, 0, 1);
  add_rows(*second, tied, of_tied, 1, 2);
  first->merge(*second);
  CHECK(first->value().value == 2);
}

TEST_CASE("last without a value is undefined", "[evaluators][last]") {
  const Table t = table("x:number?", {"-"});
  const auto made = call("last", t, {field(t, "x")});
  CHECK_FALSE(value_of(made, t).known);
  const Table none = table("x:number?", {});
  CHECK_FALSE(value_of(call("last", none, {field(none, "x")}), none).known);
}

}  // namespace
}  // namespace tocsin::test
