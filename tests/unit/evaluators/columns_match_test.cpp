#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

// Compared with all rows of `then`, as the engine does for the reference that is named.
std::unique_ptr<Aggregate> compared(const dsl::AggregateCall& made, const Table& then) {
  Block block(then.batch, then.schema, 0, then.batch.rows);
  RowNumbers rows(then.batch.rows);
  std::iota(rows.begin(), rows.end(), 0);
  const ReferenceView view{block, rows};
  return made.def->make(made, &view);
}

Value match(const Table& now, const Table& then) {
  const auto made = call("columns_match", now);
  const auto aggregate = compared(made, then);
  add_rows(*aggregate, now, made, 0, now.batch.rows);
  return aggregate->value();
}

Table of(const std::vector<std::string>& rows) {
  return table("at:time x:number? c:category? y:bool:label", rows);
}

TEST_CASE("columns match when one of the events has a value of the type",
          "[evaluators][columns_match]") {
  const Table then = of({"09:00:01 1 a true"});
  CHECK(match(of({"09:00:01 - b -", "09:00:02 7 - -"}), then).value == 1);
  CHECK(match(of({"09:00:01 - b -", "09:00:02 - - -"}), then).value == Approx(2.0 / 3));
  CHECK(match(of({"09:00:01 ! b -"}), then).value == Approx(2.0 / 3));  // of another type
}

TEST_CASE("a column that only one side has counts against it", "[evaluators][columns_match]") {
  CHECK(match(of({"09:00:01 1 a -"}), of({"09:00:01 1 - -"})).value == Approx(2.0 / 3));
  CHECK(match(of({"09:00:01 1 - -"}), of({"09:00:01 1 - -"})).value == 1);  // neither has it
  CHECK(match(of({"09:00:01 1 a -"}), of({"09:00:01 ! a -"})).value == Approx(2.0 / 3));
}

TEST_CASE("labels are no columns of their events", "[evaluators][columns_match]") {
  CHECK(match(of({"09:00:01 1 a -"}), of({"09:00:01 1 a true"})).value == 1);
  CHECK(match(of({"09:00:01 1 a true"}), of({"09:00:01 1 a -"})).value == 1);
}

TEST_CASE("no events, or a reference without rows, is undefined", "[evaluators][columns_match]") {
  CHECK_FALSE(match(of({}), of({"09:00:01 1 a -"})).known);
  CHECK_FALSE(match(of({"09:00:01 1 a -"}), of({})).known);
}

TEST_CASE("columns match the same in pieces and when read back", "[evaluators][columns_match]") {
  const Table then = of({"09:00:01 1 a -"});
  const Table now = of({"09:00:01 - b -", "09:00:02 7 - -", "09:00:03 - - -"});
  const auto made = call("columns_match", now);
  const auto first = compared(made, then), second = first->fresh();
  add_rows(*first, now, made, 0, 1);
  CHECK(first->value().value == Approx(2.0 / 3));
  add_rows(*second, now, made, 1, 3);
  first->merge(*second);
  CHECK(first->value().value == 1);
  CHECK(first->judged() == 3);
  Encoder out;
  first->save(out);
  Decoder in(out.bytes());
  const auto loaded = first->fresh();
  loaded->load(in);
  CHECK(!in.failed());
  CHECK(same_bits(loaded->value(), first->value()));
}

}  // namespace
}  // namespace tocsin::test
