// distinct, unique, duplicates and top_share: what they say of how often values came.
#include "evaluators/different_values.hpp"

#include "base/hash.hpp"
#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <random>

namespace tocsin::test {
namespace {

Value of(std::string_view name, const Table& t, std::string_view column = "x") {
  return value_of(call(name, t, {field(t, column)}), t);
}

Value duplicates_of(const Table& t) { return value_of(call("duplicates", t), t); }

Table keyed(const std::vector<std::string>& keys) {
  Table t = Columns().numbers("x", numbers(std::vector<double>(keys.size(), 1))).table();
  t.batch.key.clear();
  for (const auto& key : keys) t.batch.key.push_back(key.empty() ? Hash128{} : hash128(key));
  return t;
}

TEST_CASE("values are counted, missing ones are none", "[evaluators][distinct]") {
  const Table t = table("x:number? c:category? t:text? at:time b:bool?",
                        {"1 a u 09:00:01 true", "2 b u 09:00:02 false", "2 a - 09:00:02 true",
                         "- - v 09:00:03 -", "3 a u 09:00:03 true"});
  CHECK(of("distinct", t).value == 3);
  CHECK(of("distinct", t, "c").value == 2);
  CHECK(of("distinct", t, "t").value == 2);
  CHECK(of("distinct", t, "at").value == 3);
  CHECK(of("distinct", t, "b").value == 2);
  CHECK(of("unique", t).value == 0.5);        // 1 and 3, of four
  CHECK(of("unique", t, "c").value == 0.25);  // b, of four
  CHECK(of("unique", t, "t").value == 0.25);
  CHECK(of("unique", t, "at").value == 0.2);
  CHECK(of("top_share", t).value == 0.5);
  CHECK(of("top_share", t, "c").value == 0.75);
  CHECK(of("top_share", t, "b").value == 0.75);
  CHECK(std::isnan(of("unique", t).low));
}

TEST_CASE("nothing has no different values and no share", "[evaluators][distinct]") {
  for (const auto& rows : {std::vector<std::string>{}, std::vector<std::string>{"-", "-"}}) {
    const Table t = table("x:number?", rows);
    CHECK(of("distinct", t).known);
    CHECK(of("distinct", t).value == 0);
    CHECK_FALSE(of("unique", t).known);
    CHECK_FALSE(of("top_share", t).known);
  }
}

TEST_CASE("the two zeros are one value, and close numbers are two", "[evaluators][distinct]") {
  const Table t = Columns().numbers("x", numbers({0.0, -0.0, 1.0, 1.0 + 0x1p-52})).table();
  CHECK(of("distinct", t).value == 3);
  CHECK(of("unique", t).value == 0.5);
}

TEST_CASE("infinities and what is no number are missing", "[evaluators][distinct]") {
  constexpr double kEndless = std::numeric_limits<double>::infinity();
  const Table t = Columns().numbers("x", numbers({1, 2})).table();
  const auto odd = op(RowOp::divide, {field(t, "x"), constant(0)});
  CHECK(value_of(call("distinct", t, {odd}), t).value == 0);
  CHECK_FALSE(value_of(call("top_share", t, {odd}), t).known);
  CHECK(std::isfinite(of("unique", t).value));
  CHECK(of("unique", t).value < kEndless);
}

TEST_CASE("duplicates are events whose key came before", "[evaluators][duplicates]") {
  CHECK(duplicates_of(keyed({"a", "b", "a", "c", "a", "b"})).value == 3);
  CHECK(duplicates_of(keyed({"a", "b", "c"})).value == 0);
  CHECK(duplicates_of(keyed({"", "", "a"})).value == 0);  // no key is no key twice
  CHECK(duplicates_of(keyed({})).known);
  CHECK(duplicates_of(keyed({})).value == 0);
  const Table without = table("x:number", {"1", "1"});
  CHECK(duplicates_of(without).value == 0);
}

// Many values: all different, and one that comes as often as all of them.
TEST_CASE("more values than are kept are estimated, the same whatever the order",
          "[evaluators][distinct]") {
  constexpr std::size_t kMany = 110'000;
  std::vector<double> xs;
  for (std::size_t i = 0; i < kMany; ++i) {
    xs.push_back(static_cast<double>(i) + 0.5);
    xs.push_back(-1);
  }
  const Table t = Columns().numbers("x", numbers(xs)).table();
  std::reverse(xs.begin(), xs.end());
  const Table reversed = Columns().numbers("x", numbers(xs)).table();
  CHECK(of("distinct", t).value == Approx(110'001).epsilon(0.02));
  CHECK(of("distinct", t).value != 110'001);
  CHECK(of("top_share", t).value >= 0.5);
  CHECK(of("top_share", t).value == Approx(0.5).margin(0.0002));
  CHECK(of("unique", t).value == 0.5);  // exact up to a million
  for (const auto* name : {"distinct", "top_share", "unique"}) {
    CAPTURE(name);
    CHECK(same_bits(of(name, t), of(name, reversed)));
    const auto made = call(name, t, {field(t, "x")});
    const auto first = start(made), second = start(made);
    add_rows(*first, t, made, 0, kMany / 2);
    add_rows(*second, t, made, kMany / 2, t.batch.rows);
    first->merge(*second);
    CHECK(same_bits(first->value(), of(name, t)));
    Encoder out;
    first->save(out);
    Decoder in(out.bytes());
    const auto loaded = first->fresh();
    loaded->load(in);
    CHECK(!in.failed());
    CHECK(same_bits(loaded->value(), first->value()));
  }
}

TEST_CASE("what is unique is never taken for double, and what is common not for all",
          "[evaluators][unique]") {
  constexpr std::size_t kMost = 1000;
  constexpr int kMany = 40'000;
  evaluators::CountTable<evaluators::ValueKey> table;
  for (int i = 0; i < kMany; ++i) table.add(evaluators::key_of(i), 1, kMost);
  CHECK(table.size() <= kMost);
  CHECK(table.size() > kMost / 3);
  auto values = evaluators::look_at(table);
  CHECK(values.different() == Approx(kMany).epsilon(0.15));
  CHECK(evaluators::single_among(values, kMany) == kMany);
  CHECK(evaluators::repeats_among(values, kMany) == 0);
  // One value has as many events as all others together, whether its hash is drawn or not.
  for (const double common : {0.0, 0.25, 0.5, 0.75, 1e9}) {
    CAPTURE(common);
    auto more = table;
    more.add(evaluators::key_of(common), kMany, kMost);
    values = evaluators::look_at(more);
    CHECK(evaluators::single_among(values, 2 * kMany) == Approx(kMany).epsilon(0.3));
    CHECK(evaluators::repeats_among(values, 2 * kMany) == Approx(kMany).epsilon(0.3));
  }
}

}  // namespace
}  // namespace tocsin::test
