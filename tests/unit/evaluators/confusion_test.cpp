#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

// TP 3, FP 1, FN 2, TN 2, and one row each without prediction and label.
const std::vector<std::string> kRows{
    "reject reject", "reject reject", "reject reject", "reject accept", "accept reject",
    "accept reject", "accept accept", "accept accept", "- reject",      "reject -"};
constexpr const char* kFields = "decision:category?:prediction outcome:category:label";

Value measured(std::string_view name, const Table& t, const std::string& positive) {
  return value_of(call(name, t, {}, nullptr, positive), t);
}

TEST_CASE("yes/no measures come from four counts", "[evaluators][confusion]") {
  const Table t = table(kFields, kRows);
  CHECK(measured("precision", t, "reject").value == 0.75);
  CHECK(measured("recall", t, "reject").value == 0.6);
  CHECK(measured("specificity", t, "reject").value == 2.0 / 3);
  CHECK(measured("f1", t, "reject").value == 6.0 / 9);
  CHECK(measured("accuracy", t, "reject").value == 0.625);
  CHECK(measured("precision", t, "accept").value == 0.5);
  const auto made = call("precision", t, {}, nullptr, "reject");
  const auto aggregate = start(made);
  add_rows(*aggregate, t, made, 0, 10);
  CHECK(aggregate->judged() == 8);
}

TEST_CASE("their intervals are Wilson's, and the delta method's for f1",
          "[evaluators][confusion]") {
  const Table t = table(kFields, kRows);
  CHECK(measured("precision", t, "reject").low == Approx(0.3006418));  // 3 of 4
  CHECK(measured("precision", t, "reject").high == Approx(0.9544127));
  CHECK(measured("recall", t, "reject").low == Approx(0.2307243));  // 3 of 5
  // p = 3/6, F1 = 2/3, 2/(1.5·1.5)·sqrt(0.25/6) = 0.1814437
  CHECK(measured("f1", t, "reject").low == Approx(2.0 / 3 - 1.959963984540054 * 0.18144368));
  CHECK(measured("f1", t, "reject").high == 1);
}

TEST_CASE("0/0 is undefined", "[evaluators][confusion]") {
  const Table negative = table(kFields, {"accept accept", "accept accept"});
  CHECK(!measured("precision", negative, "reject").known);
  CHECK(!measured("recall", negative, "reject").known);
  CHECK(!measured("f1", negative, "reject").known);
  CHECK(measured("specificity", negative, "reject").value == 1);
  CHECK(measured("accuracy", negative, "reject").value == 1);
  const Table positive = table(kFields, {"reject reject"});
  CHECK(!measured("specificity", positive, "reject").known);
  const Table wrong = table(kFields, {"accept reject"});
  CHECK(measured("f1", wrong, "reject").value == 0);
  CHECK(!measured("precision", wrong, "reject").known);
  const Table unlabelled = table(kFields, {"accept -"});
  CHECK(!measured("accuracy", unlabelled, "reject").known);
}

TEST_CASE("predictions and labels may be of any type", "[evaluators][confusion]") {
  struct Case {
    std::string_view why;
    const char* fields;
    std::vector<std::string> rows;
    std::string positive;
  };
  const auto c = GENERATE(values<Case>({
      {"yes/no",
       "p:bool:prediction y:bool:label",
       {"true true", "true false", "false false"},
       "true"},
      {"yes/no turned round",
       "p:bool:prediction y:bool:label",
       {"false false", "false true", "true true"},
       "false"},
      {"whole numbers", "p:int:prediction y:int:label", {"1 1", "1 0", "0 0"}, "1"},
      {"a number and a yes/no",
       "p:number:prediction y:bool:label",
       {"1 true", "1 false", "0 false"},
       "true"},
      {"texts", "p:text:prediction y:text:label", {"a a", "a b", "b b"}, "a"},
      {"a category and a text", "p:category:prediction y:text:label", {"a a", "a b", "b b"}, "a"},
      {"categories numbered in another order",
       "p:category:prediction y:category:label",
       {"b b", "b a", "a a"},
       "b"},
  }));
  DYNAMIC_SECTION(c.why) {
    const Table t = table(c.fields, c.rows);
    CHECK(measured("precision", t, c.positive).value == 0.5);
    CHECK(measured("recall", t, c.positive).value == 1);
    CHECK(measured("specificity", t, c.positive).value == 0.5);
    CHECK(measured("accuracy", t, c.positive).value == 2.0 / 3);
  }
}

TEST_CASE("a positive value that nobody has is never met", "[evaluators][confusion]") {
  const Table t = table(kFields, kRows);
  CHECK(!measured("precision", t, "maybe").known);
  CHECK(measured("specificity", t, "maybe").value == 1);
  const Table number = table("p:int:prediction y:int:label", {"1 1"});
  CHECK(!measured("precision", number, "maybe").known);
}

TEST_CASE("accuracy takes any number of classes", "[evaluators][accuracy]") {
  const Table t = table("p:category:prediction y:category:label",
                        {"cat dog", "dog dog", "owl owl", "cat cow", "cow cow"});
  CHECK(measured("accuracy", t, "").value == 0.6);
}

struct Slow {
  double tp = 0, fp = 0, fn = 0, tn = 0, same = 0;
};

TEST_CASE("counts agree with a row by row count", "[evaluators][confusion][property]") {
  const auto seed = GENERATE(take(20, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const std::vector<std::string> classes{"a", "b", "c"};
  const auto any = [&]() -> std::optional<std::string> {
    return random() % 10 == 0 ? std::nullopt : std::optional(classes[random() % 3]);
  };
  Columns::Texts predictions, labels;
  Columns::Numbers xs;
  Slow slow;
  for (int i = 0; i < 500; ++i) {
    const auto p = any(), y = any();
    const double x = static_cast<double>(random() % 4);
    predictions.push_back(p);
    labels.push_back(y);
    xs.push_back(x);
    if (!p || !y || x == 0) continue;
    (*p == "a" ? *y == "a" ? slow.tp : slow.fp : *y == "a" ? slow.fn : slow.tn) += 1;
    slow.same += *p == *y ? 1 : 0;
  }
  const Table t = Columns()
                      .texts("p", predictions, FieldType::category, Role::prediction)
                      .texts("y", labels, FieldType::category, Role::label)
                      .numbers("x", xs)
                      .table();
  const auto where = op(RowOp::greater, {field(t, "x"), constant(0)});
  const auto value = [&](std::string_view name) {
    return value_of(call(name, t, {}, where, "a"), t).value;
  };
  CHECK(value("precision") == slow.tp / (slow.tp + slow.fp));
  CHECK(value("recall") == slow.tp / (slow.tp + slow.fn));
  CHECK(value("specificity") == slow.tn / (slow.tn + slow.fp));
  const double precision = value("precision"), recall = value("recall");
  CHECK(value("f1") == Approx(2 * precision * recall / (precision + recall)).epsilon(1e-14));
  CHECK(value("accuracy") == slow.same / (slow.tp + slow.fp + slow.fn + slow.tn));
}

// Of a 2 of 3 predictions and 2 of 2 labels, of b 1 of 1 and 1 of 3, of c 0 of 1 and no label.
TEST_CASE("several classes are averaged", "[evaluators][confusion]") {
  const Table t = table("p:category?:prediction y:category:label",
                        {"a a", "a a", "a b", "b b", "c b", "- a", "a -"});
  const auto averaged = [&](std::string_view name, const std::string& average) {
    auto made = call(name, t);
    made.options = {{.name = "average", .word = average}};
    return value_of(made, t);
  };
  CHECK(averaged("precision", "macro").value == Approx((2.0 / 3 + 1 + 0) / 3));
  CHECK(averaged("recall", "macro").value == Approx((1 + 1.0 / 3 + 0) / 3));
  CHECK(averaged("f1", "macro").value == Approx((0.8 + 0.5 + 0) / 3));
  CHECK(averaged("precision", "weighted").value == Approx((2 * 2.0 / 3 + 3 * 1) / 5));
  CHECK(averaged("recall", "weighted").value == Approx(0.6));
  CHECK(averaged("f1", "weighted").value == Approx((2 * 0.8 + 3 * 0.5) / 5));
  for (const auto* name : {"precision", "recall", "f1"}) {
    CAPTURE(name);
    CHECK(averaged(name, "micro").value == 0.6);
    CHECK(averaged(name, "micro").low == Approx(0.2307243));  // 3 of 5
    CHECK(std::isnan(averaged(name, "macro").low));
  }
  const Table none = table("p:category?:prediction y:category:label", {"- a", "b -"});
  auto made = call("f1", none);
  made.options = {{.name = "average", .word = "macro"}};
  CHECK(!value_of(made, none).known);
}

TEST_CASE("averages of classes may be taken in pieces and carried over",
          "[evaluators][confusion]") {
  const Table t = table("p:category:prediction y:category:label",
                        {"a a", "b a", "c b", "b b", "a c", "c c", "c a", "d a"});
  auto made = call("f1", t);
  made.options = {{.name = "average", .word = "macro"}};
  const auto first = start(made), second = start(made), restored = start(made);
  add_rows(*first, t, made, 0, 3);
  add_rows(*second, t, made, 3, 8);
  first->merge(*second);
  CHECK(same_bits(first->value(), value_of(made, t)));
  Encoder out;
  first->save(out);
  Decoder in(out.bytes());
  restored->load(in);
  CHECK(!in.failed());
  CHECK(same_bits(restored->value(), first->value()));
  CHECK(restored->judged() == 8);
}

}  // namespace
}  // namespace tocsin::test
