#include "evaluators/block.hpp"
#include "tests/unit/evaluators/exprs.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tocsin::test {
namespace {

using evaluators::Block;
using Answers = std::string;  // one letter a row: T true, F false, ? missing

Answers answers(Block& block, const RowExprPtr& expr) {
  const auto& values = block.condition(*expr);
  Answers all;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    all += values.truth[row] ? 'T' : values.valid[row] ? 'F' : '?';
  }
  return all;
}

Answers answers(const Table& table, const RowExprPtr& expr) {
  Block block(table.batch, table.schema, 0, table.batch.rows);
  return answers(block, expr);
}

using Results = std::vector<std::optional<double>>;

Results results(const Table& table, const RowExprPtr& expr) {
  Block block(table.batch, table.schema, 0, table.batch.rows);
  const auto& values = block.values(*expr);
  Results all;
  for (std::size_t row = 0; row < block.rows(); ++row) {
    all.push_back(values.valid[row] ? std::optional(values.numbers[row]) : std::nullopt);
  }
  return all;
}

Table logic_table() {
  return table("a:bool? b:bool?", {"true true", "true false", "true -", "false true", "false false",
                                   "false -", "- true", "- false", "- -"});
}

TEST_CASE("logic has three values", "[evaluators][row_expr]") {
  const Table t = logic_table();
  const auto a = field(t, "a"), b = field(t, "b");
  CHECK(answers(t, op(RowOp::and_, {a, b})) == "TF?FFF?F?");
  CHECK(answers(t, op(RowOp::or_, {a, b})) == "TTTTF?T??");
  CHECK(answers(t, op(RowOp::not_, {a})) == "FFFTTT???");
  CHECK(answers(t, op(RowOp::equal, {a, b})) == "TF?FT????");
  CHECK(answers(t, op(RowOp::is_missing, {a})) == "FFFFFFTTT");
  CHECK(answers(t, op(RowOp::is_present, {a})) == "TTTTTTFFF");
  CHECK(answers(t, op(RowOp::or_, {a, constant(1, TypeKind::boolean)})) == "TTTTTTTTT");
  CHECK(answers(t, op(RowOp::equal, {a, constant(0, TypeKind::boolean)})) == "FFFTTT???");
}

TEST_CASE("numbers are compared exactly", "[evaluators][row_expr]") {
  const Table t = table("x:number?", {"1", "2", "2.5", "-"});
  const auto x = field(t, "x"), two = constant(2);
  CHECK(answers(t, op(RowOp::less, {x, two})) == "TFF?");
  CHECK(answers(t, op(RowOp::less_equal, {x, two})) == "TTF?");
  CHECK(answers(t, op(RowOp::greater, {x, two})) == "FFT?");
  CHECK(answers(t, op(RowOp::greater_equal, {x, two})) == "FTT?");
  CHECK(answers(t, op(RowOp::equal, {x, two})) == "FTF?");
  CHECK(answers(t, op(RowOp::not_equal, {two, x})) == "TFT?");
  CHECK(answers(t, numbers_op(RowOp::in_set, x, {2.5, 1})) == "TFT?");
  CHECK(answers(t, numbers_op(RowOp::in_range, x, {2, 2.5})) == "FTT?");
  CHECK(answers(t, numbers_op(RowOp::in_set, x, {0, 2, 3, 4, 5, 6, 7, 8, 9, 10})) == "FTF?");
  CHECK(answers(t, numbers_op(RowOp::in_set, x, {})) == "FFF?");
}

TEST_CASE("texts and categories are compared by what they say", "[evaluators][row_expr]") {
  const Table t = table("a:category? b:category? s:text?",
                        {"red blue red", "blue red red", "red red blue", "- red -", "green - x"});
  const auto a = field(t, "a"), b = field(t, "b"), s = field(t, "s");
  CHECK(answers(t, op(RowOp::equal, {a, constant("red")})) == "TFT?F");
  CHECK(answers(t, op(RowOp::not_equal, {constant("red"), a})) == "FTF?T");
  CHECK(answers(t, op(RowOp::equal, {a, constant("nowhere")})) == "FFF?F");
  CHECK(answers(t, op(RowOp::equal, {a, b})) == "FFT??");
  CHECK(answers(t, op(RowOp::not_equal, {a, b})) == "TTF??");
  CHECK(answers(t, op(RowOp::equal, {a, s})) == "TFF?F");
  CHECK(answers(t, op(RowOp::equal, {s, constant("red")})) == "TTF?F");
  CHECK(answers(t, in_set(a, {"blue", "green", "nowhere"})) == "FTF?T");
  CHECK(answers(t, in_set(s, {"x", "blue"})) == "FFT?T");
  CHECK(answers(t, op(RowOp::like, {a}, "*re*")) == "TFT?T");
  CHECK(answers(t, op(RowOp::like, {s}, "???")) == "TTF?F");
  CHECK(results(t, op(RowOp::len, {a})) == Results{3, 4, 3, std::nullopt, 5});
}

TEST_CASE("a dictionary may be larger than the block", "[evaluators][row_expr]") {
  Table t = table("a:category? b:category?", {"red red", "blue green", "- red"});
  for (int i = 0; i < 100; ++i) t.batch.columns[1].dictionary->code("more" + std::to_string(i));
  for (int i = 0; i < 100; ++i) t.batch.columns[0].dictionary->code("other" + std::to_string(i));
  const auto a = field(t, "a"), b = field(t, "b");
  CHECK(answers(t, op(RowOp::equal, {a, b})) == "TF?");
  CHECK(answers(t, op(RowOp::like, {a}, "b*")) == "FT?");
  CHECK(answers(t, op(RowOp::equal, {op(RowOp::lower, {a}), constant("blue")})) == "FT?");
}

TEST_CASE("arithmetic leaves out what is no number", "[evaluators][row_expr]") {
  const Table t = table("x:number? y:number?", {"6 3", "1 0", "0 0", "- 1", "1e308 1e-308"});
  const auto x = field(t, "x"), y = field(t, "y");
  const std::nullopt_t none = std::nullopt;
  CHECK(results(t, op(RowOp::divide, {x, y})) == Results{2, none, none, none, none});
  CHECK(results(t, op(RowOp::add, {x, y, constant(1)})) == Results{10, 2, 1, none, 1e308});
  CHECK(results(t, op(RowOp::subtract, {constant(1), x})) == Results{-5, 0, 1, none, -1e308});
  CHECK(results(t, op(RowOp::multiply, {x, constant(10)})) == Results{60, 10, 0, none, none});
  CHECK(results(t, op(RowOp::min, {x, y})) == Results{3, 0, 0, none, 1e-308});
  CHECK(results(t, op(RowOp::max, {x, y, constant(4)})) == Results{6, 4, 4, none, 1e308});
  CHECK(results(t, op(RowOp::negate, {x})) == Results{-6, -1, 0, none, -1e308});
  CHECK(answers(t, op(RowOp::greater, {op(RowOp::divide, {x, y}), constant(1)})) == "T????");
}

TEST_CASE("a constant that was divided by zero is missing", "[evaluators][row_expr]") {
  const Table t = table("x:number", {"1", "2"});
  const auto infinite = constant(std::numeric_limits<double>::infinity());
  CHECK(answers(t, op(RowOp::less, {field(t, "x"), infinite})) == "??");
}

TEST_CASE("rounding is to whole numbers, halves away from zero", "[evaluators][row_expr]") {
  const Table t = table("x:number", {"2.5", "-2.5", "2.4", "-0.2"});
  CHECK(results(t, op(RowOp::round, {field(t, "x")})) == Results{3, -3, 2, 0});
  CHECK(results(t, op(RowOp::abs, {field(t, "x")})) == Results{2.5, 2.5, 2.4, 0.2});
}

TEST_CASE("orelse fills what is missing, in any type", "[evaluators][row_expr]") {
  const Table t =
      table("x:number? y:number? c:category? d:category? s:text? f:bool? at:time? u:time?",
            {"1 2 red blue a true 09:00:00 10:00:00", "- 2 - blue - - - 10:00:00",
             "- - - - - false - -"});
  CHECK(results(t, op(RowOp::orelse, {field(t, "x"), constant(7)})) == Results{1, 7, 7});
  CHECK(results(t, op(RowOp::orelse, {field(t, "x"), field(t, "y")})) ==
        Results{1, 2, std::nullopt});
  const auto known = op(RowOp::orelse, {field(t, "c"), constant("red")});
  CHECK(answers(t, op(RowOp::equal, {known, constant("red")})) == "TTT");
  const auto unknown = op(RowOp::orelse, {field(t, "c"), constant("none")});
  CHECK(answers(t, op(RowOp::equal, {unknown, constant("none")})) == "FTT");
  const auto other = op(RowOp::orelse, {field(t, "c"), field(t, "d")});
  CHECK(answers(t, op(RowOp::equal, {other, constant("blue")})) == "FT?");
  const auto text = op(RowOp::orelse, {field(t, "s"), constant("b")});
  CHECK(answers(t, op(RowOp::equal, {text, constant("b")})) == "FTT");
  CHECK(answers(t, op(RowOp::orelse, {field(t, "f"), constant(1, TypeKind::boolean)})) == "TTF");
  const auto when = op(RowOp::orelse, {field(t, "at"), field(t, "u")});
  CHECK(results(t, op(RowOp::hour, {when})) == Results{9, 10, std::nullopt});
}

TEST_CASE("times are compared and subtracted to the nanosecond", "[evaluators][row_expr]") {
  Table t = table("a:time b:time?", {"09:00:01 09:00:00", "09:00:00 09:00:00", "09:00:00 -"});
  t.batch.columns[0].times[1] += 1;
  const auto a = field(t, "a"), b = field(t, "b");
  CHECK(results(t, op(RowOp::subtract, {a, b})) == Results{1e9, 1, std::nullopt});
  CHECK(answers(t, op(RowOp::greater, {a, b})) == "TT?");
  CHECK(answers(t, op(RowOp::equal, {a, b})) == "FF?");
  const auto later = op(RowOp::add, {b, constant(1e9, TypeKind::duration)});
  CHECK(answers(t, op(RowOp::equal, {a, later})) == "TF?");
  CHECK(answers(t, op(RowOp::equal, {op(RowOp::max, {a, b}), a})) == "TT?");
  CHECK(answers(t, op(RowOp::equal, {op(RowOp::min, {a, b}), b})) == "TT?");
}

TEST_CASE("hour and weekday are those of the model's zone", "[evaluators][row_expr]") {
  Table t = table("at:time?", {"2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z",
                               "2026-03-01T23:30:00Z", "1969-12-31T23:59:59Z", "-"});
  const auto hour = op(RowOp::hour, {field(t, "at")});
  const auto weekday = op(RowOp::weekday, {field(t, "at")});
  CHECK(results(t, hour) == Results{0, 1, 23, 23, std::nullopt});
  CHECK(results(t, weekday) == Results{7, 7, 7, 3, std::nullopt});
  t.schema.time_zone = "Europe/Berlin";  // where 02:00 to 03:00 was skipped on 29 March
  CHECK(results(t, hour) == Results{1, 3, 0, 0, std::nullopt});
  CHECK(results(t, weekday) == Results{7, 7, 1, 4, std::nullopt});
  t.schema.time_zone = "Nowhere/Land";
  CHECK(results(t, hour) == Results(5));
}

TEST_CASE("lower case knows the letters of Europe", "[evaluators][row_expr]") {
  const Table t = table("s:text?", {"MÜNCHEN", "ŁÓDŹ", "ΑΘΉΝΑ", "МОСКВА", "Ÿ×", "東京", "-"});
  const auto lower = op(RowOp::lower, {field(t, "s")});
  Block block(t.batch, t.schema, 0, t.batch.rows);
  const auto& texts = block.values(*lower).texts;
  const std::vector<std::string> got(texts.begin(), texts.begin() + 6);
  CHECK(got == std::vector<std::string>{"münchen", "łódź", "αθήνα", "москва", "ÿ×", "東京"});
  CHECK(results(t, op(RowOp::len, {field(t, "s")})) == Results{7, 4, 5, 6, 2, 2, std::nullopt});
}

TEST_CASE("a block is a run of its batch", "[evaluators][block]") {
  Columns::Numbers xs;
  for (int i = 0; i < 200; ++i) xs.push_back(i % 7 == 0 ? std::nullopt : std::optional<double>(i));
  const Table t = Columns().numbers("x", xs).table();
  const auto big = op(RowOp::greater_equal, {field(t, "x"), constant(100)});
  const auto begin = GENERATE(values<std::size_t>({0, 1, 63, 64, 65, 130}));
  const auto size = GENERATE(values<std::size_t>({0, 1, 64, 70}));
  CAPTURE(begin, size);
  Block block(t.batch, t.schema, begin, begin + size);
  Answers want;
  for (std::size_t i = begin; i < begin + size; ++i)
    want += i % 7 == 0 ? '?' : i >= 100 ? 'T' : 'F';
  CHECK(answers(block, big) == want);
  CHECK(block.rows() == size);
}

TEST_CASE("what a batch does not have is missing", "[evaluators][block]") {
  Table t = table("x:number c:category s:text f:bool at:time", {"1 a b true 09:00:00"});
  for (std::size_t i = 0; i < 4; ++i) t.batch.columns[i] = {};
  for (const auto* name : {"x", "c", "s", "f"}) {
    CHECK(answers(t, op(RowOp::is_missing, {field(t, name)})) == "T");
  }
  CHECK(answers(t, op(RowOp::equal, {field(t, "c"), field(t, "s")})) == "?");
  t.batch.columns.clear();
  CHECK(answers(t, op(RowOp::is_missing, {field(t, "x")})) == "T");
  CHECK(results(t, op(RowOp::hour, {field(t, "at")})) == Results{9});
}

TEST_CASE("a malformed field leaves out the rows for those who read it", "[evaluators][block]") {
  const Table t = table("x:number y:number? c:category",
                        {"1 1 a", "! 1 a", "1 ! a", "1 - a", "- 1 a", "1 1 -"});
  Block block(t.batch, t.schema, 0, t.batch.rows);
  const auto readable = [&](std::vector<std::size_t> fields) {
    Answers all;
    const Bits& bits = block.readable(fields);
    for (std::size_t row = 0; row < bits.size(); ++row) all += bits[row] ? 'T' : 'F';
    return all;
  };
  CHECK(readable({}) == "TTTTTT");
  CHECK(readable({0}) == "TFTTFT");
  CHECK(readable({1}) == "TTFTTT");
  CHECK(readable({0, 1, 2}) == "TFFTFF");
  CHECK(block.is_malformed(0, 1));
  CHECK(!block.is_malformed(1, 3));
  CHECK(block.is_valid(0, 0));
}

TEST_CASE("a call is given the rows that are readable and wanted", "[evaluators][block]") {
  const Table t = table("x:number y:number?", {"1 5", "! 5", "3 !", "4 -", "5 1"});
  Block block(t.batch, t.schema, 0, t.batch.rows);
  const auto selected = [&](const dsl::AggregateCall& call) {
    Answers all;
    for (std::size_t row = 0; row < block.rows(); ++row)
      all += block.selected(call)[row] ? 'T' : 'F';
    return all;
  };
  const auto many = op(RowOp::greater, {field(t, "y"), constant(2)});
  CHECK(selected(call("count", t)) == "TTTTT");
  CHECK(selected(call("mean", t, {field(t, "x")})) == "TFTTT");
  CHECK(selected(call("mean", t, {field(t, "x")}, many)) == "TFFFF");
  CHECK(selected(call("count", t, {}, many)) == "TTFFF");
  auto malformed = call("malformed", t, {}, many);
  malformed.fields = {0};
  malformed.reads = {0, 1};
  CHECK(selected(malformed) == "TTFFF");
}

TEST_CASE("values stay good while the dictionary of their block grows", "[evaluators][block]") {
  const Table t = table("c:category?", {"a", "-", "b"});
  Block block(t.batch, t.schema, 0, 3);
  const auto known = op(RowOp::orelse, {field(t, "c"), constant("none")});
  const auto& values = block.values(*known);
  for (int i = 0; i < 1000; ++i) t.batch.columns[0].dictionary->code("more" + std::to_string(i));
  CHECK(std::vector<std::string>(values.texts.begin(), values.texts.end()) ==
        std::vector<std::string>{"a", "none", "b"});
  CHECK(answers(block, op(RowOp::equal, {known, constant("none")})) == "FTF");
}

TEST_CASE("an expression is evaluated once a block", "[evaluators][block]") {
  const Table t = table("x:number", {"1", "2"});
  Block block(t.batch, t.schema, 0, 2);
  const auto sum = op(RowOp::add, {field(t, "x"), constant(1)});
  const auto again = op(RowOp::add, {field(t, "x"), constant(1)});
  CHECK(&block.values(*sum) == &block.values(*again));
  CHECK(block.values(*field(t, "x")).numbers.data() == t.batch.columns[0].numbers.data());
}

}  // namespace
}  // namespace tocsin::test
