#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::test {
namespace {

Table answers_table() {
  return table("status:category latency:number? x:number y:number",
               {"ok    100 1 1", "error 200 1 0", "ok    - 1 2", "timeout 400 ! 4", "ok - 0 0"});
}

TEST_CASE("count and rate count rows, or those for which the condition holds",
          "[evaluators][count]") {
  const Table t = answers_table();
  const auto is_ok = op(RowOp::equal, {field(t, "status"), constant("ok")});
  const auto slow = op(RowOp::greater, {field(t, "latency"), constant(150)});
  CHECK(value_of(call("count", t), t).value == 5);
  CHECK(value_of(call("count", t, {is_ok}), t).value == 3);
  CHECK(value_of(call("count", t, {slow}), t).value == 2);
  CHECK(value_of(call("count", t, {slow}, is_ok), t).value == 0);
  CHECK(value_of(call("rate", t, {is_ok}), t).value == 3);
  CHECK(measure("rate").per_second);
  CHECK(!measure("count").per_second);
}

TEST_CASE("nothing counted is zero, not unknown", "[evaluators][count]") {
  const Table t = table("x:number", {});
  for (const auto* name : {"count", "rate", "malformed"}) {
    CAPTURE(name);
    auto made = call(name, t);
    made.fields = {0};
    const Value value = value_of(made, t);
    CHECK(value.known);
    CHECK(value.value == 0);
    CHECK(measure(name).never_empty);
    CHECK(start(made)->judged() == 0);
  }
}

TEST_CASE("a rate is as sure as its count", "[evaluators][rate]") {
  const Table t = answers_table();
  const Value rate = value_of(call("rate", t), t);
  CHECK(rate.low == Approx(5 - 1.959963984540054 * std::sqrt(5)));
  CHECK(rate.high == Approx(5 + 1.959963984540054 * std::sqrt(5)));
  CHECK(std::isnan(value_of(call("count", t), t).low));
}

TEST_CASE("a share leaves out what it cannot judge", "[evaluators][share]") {
  const Table t = answers_table();
  const auto name = GENERATE(as<std::string>(), "share", "errors", "availability");
  CAPTURE(name);
  const auto slow = op(RowOp::greater, {field(t, "latency"), constant(150)});
  const auto made = call(name, t, {slow});
  const auto aggregate = start(made);
  add_rows(*aggregate, t, made, 0, 5);
  CHECK(aggregate->judged() == 3);
  CHECK(aggregate->value().value == 2.0 / 3);
  CHECK(aggregate->value().low == Approx(0.2076596));  // Wilson, 2 of 3
  CHECK(aggregate->value().high == Approx(0.9385081));
  const auto ratio = op(RowOp::divide, {field(t, "x"), field(t, "y")});
  const auto even = op(RowOp::less_equal, {ratio, constant(0.5)});
  CHECK(value_of(call(name, t, {even}), t).value == 0.5);  // malformed and x/0 are left out
  CHECK(value_of(call(name, t, {op(RowOp::is_present, {field(t, "latency")})}), t).value == 0.6);
}

TEST_CASE("a share of nothing is unknown", "[evaluators][share]") {
  const Table t = table("x:number?", {"-", "-"});
  const auto big = op(RowOp::greater, {field(t, "x"), constant(1)});
  const auto made = call("share", t, {big});
  const auto aggregate = start(made);
  add_rows(*aggregate, t, made, 0, 2);
  CHECK(aggregate->judged() == 0);
  CHECK(!aggregate->value().known);
}

TEST_CASE("nulls are the missing ones among the readable ones", "[evaluators][nulls]") {
  const Table t = table("x:number? c:category? f:bool?",
                        {"1 a true", "- - -", "! ! !", "2 - false", "3 a true"});
  CHECK(value_of(call("nulls", t, {field(t, "x")}), t).value == 0.25);
  CHECK(value_of(call("nulls", t, {field(t, "c")}), t).value == 0.5);
  CHECK(value_of(call("nulls", t, {field(t, "f")}), t).value == 0.25);
  const Table none = table("x:number?", {"-", "-"});
  CHECK(value_of(call("nulls", none, {field(none, "x")}), none).value == 1);
}

TEST_CASE("malformed(x) sees the rows that others leave out", "[evaluators][malformed]") {
  const Table t = table("x:number y:number", {"1 1", "! 1", "- 1", "4 !", "5 1"});
  auto made = call("malformed", t);
  made.fields = {0};
  made.reads = {0};
  const Value value = value_of(made, t);
  CHECK(value.value == 0.4);
  CHECK(value.low == Approx(0.1176208));  // Wilson, 2 of 5
  auto narrowed = call("malformed", t, {}, op(RowOp::equal, {field(t, "y"), constant(1)}));
  narrowed.fields = {0};
  narrowed.reads = {0, 1};
  CHECK(value_of(narrowed, t).value == 0.5);
}

TEST_CASE("new values are those that the reference does not have", "[evaluators][new_values]") {
  const Table reference = table("c:category? s:text? x:int?", {"a u 1", "b v 2", "- - -", "a u 2"});
  const Table live =
      table("c:category? s:text? x:int?", {"b u 3", "z w 2", "a - -", "- u 1", "y u 1"});
  const auto share = [&](std::string_view name) {
    return value_of(call("new_values", live, {field(live, name)}), live, &reference).value;
  };
  CHECK(share("c") == 0.5);
  CHECK(share("s") == 0.25);
  CHECK(share("x") == 0.25);
}

TEST_CASE("without reference nothing is known to be new", "[evaluators][new_values]") {
  const Table live = table("c:category?", {"a", "b"});
  const Table empty = table("c:category?", {"-"});
  const auto made = call("new_values", live, {field(live, "c")});
  CHECK(!value_of(made, live, &empty).known);
  CHECK(!value_of(made, live).known);
  const auto aggregate = start(made, &empty);
  add_rows(*aggregate, live, made, 0, 2);
  CHECK(aggregate->judged() == 2);
}

TEST_CASE("a dictionary that grows is looked at again", "[evaluators][new_values]") {
  const Table reference = table("c:category", {"a", "b"});
  Table live = table("c:category", {"a", "c"});
  const auto made = call("new_values", live, {field(live, "c")});
  const auto aggregate = start(made, &reference);
  add_rows(*aggregate, live, made, 0, 2);
  live.batch.columns[0].codes = {live.batch.columns[0].dictionary->code("b"),
                                 live.batch.columns[0].dictionary->code("d")};
  add_rows(*aggregate, live, made, 0, 2);
  CHECK(aggregate->value().value == 0.5);
  const Table other = table("c:category", {"d", "b"});  // numbers its texts in another order
  add_rows(*aggregate, other, made, 0, 2);
  CHECK(aggregate->value().value == 0.5);
}

}  // namespace
}  // namespace tocsin::test
