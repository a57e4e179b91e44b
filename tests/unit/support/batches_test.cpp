#include "tests/support/batches.hpp"

#include "base/time.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

TEST_CASE("a table becomes a batch as a source would have read it", "[support][batches]") {
  const Table t =
      table("id:text:key at:time latency:duration share:share? status:category y:bool:label",
            {"a 09:00:01 120ms 95% ok true", "b 09:00:02 ! - error -", "c 10:00:00 7 0.5 - false"});
  CHECK(t.batch.rows == 3);
  CHECK(t.schema.time_field == 1);
  CHECK(t.batch.time[0] == *parse_time("2026-03-02T09:00:01Z"));
  CHECK(t.schema.key_fields == std::vector<std::size_t>{0});
  CHECK(t.batch.key[0] != t.batch.key[1]);
  const Column& latency = t.batch.columns[t.field("latency")];
  CHECK(latency.numbers[0] == 120e6);
  CHECK(latency.malformed[1]);
  CHECK(latency.numbers[2] == 7);
  const Column& share = t.batch.columns[t.field("share")];
  CHECK(share.numbers[0] == Approx(0.95));
  CHECK(!share.valid[1]);
  CHECK(!share.malformed[1]);  // optional
  const Column& status = t.batch.columns[t.field("status")];
  CHECK(status.dictionary->text(status.codes[1]) == "error");
  CHECK(status.malformed[2]);  // missing though not optional
  CHECK(t.schema.label_fields == std::vector<std::size_t>{5});
  CHECK(!t.batch.columns[5].malformed[1]);  // not labelled as yet
  CHECK(t.batch.label_known[0] == t.batch.time[0]);
  CHECK(t.batch.label_known[1] == kForever);
}

TEST_CASE("rows without a time are a second apart", "[support][batches]") {
  const Table t = table("x:number", {"1", "2"});
  CHECK(t.schema.fields[t.schema.time_field].name == "at");
  CHECK(t.batch.time[1] - t.batch.time[0] == std::chrono::seconds(1));
  CHECK(t.batch.columns.size() == t.schema.fields.size());
}

TEST_CASE("a table that says nonsense is refused", "[support][batches]") {
  CHECK_THROWS(table("x:number", {"1 2"}));
  CHECK_THROWS(table("x:number", {"one"}));
  CHECK_THROWS(table("x", {"1"}));
  CHECK_THROWS(table("x:word", {"1"}));
  CHECK_THROWS(table("x:number", {"1"}).field("y"));
}

TEST_CASE("columns that were computed become a batch", "[support][batches]") {
  const Table t = Columns()
                      .numbers("x", {1.5, std::nullopt})
                      .texts("c", {std::nullopt, "red"}, FieldType::category, Role::prediction)
                      .table();
  CHECK(t.batch.columns[0].numbers[0] == 1.5);
  CHECK(!t.batch.columns[0].valid[1]);
  CHECK(t.batch.columns[1].dictionary->text(t.batch.columns[1].codes[1]) == "red");
  CHECK(t.schema.fields[1].role == Role::prediction);
  CHECK_THROWS(Columns().numbers("x", {1}).numbers("y", {1, 2}));
}

}  // namespace
}  // namespace tocsin::test
