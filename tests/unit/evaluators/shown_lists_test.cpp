#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::test {
namespace {

// "list place gain" a row.
dsl::AggregateCall list_call(std::string_view name, const Table& t, double k, bool empty_zero) {
  std::vector<RowExprPtr> args;
  if (name != "mrr") args.push_back(constant(k));
  auto made = call(name, t, args);
  if (empty_zero) made.options.push_back({.name = "empty", .word = "zero"});
  made.options.push_back({.name = "list", .values = {field(t, "list")}});
  made.options.push_back({.name = "rank", .values = {field(t, "rank")}});
  return made;
}

constexpr const char* kFields = "list:text rank:number gain:number:label";

Value measured(std::string_view name, const std::vector<std::string>& rows, double k = 10,
               bool empty_zero = false) {
  const Table t = table(kFields, rows);
  return value_of(list_call(name, t, k, empty_zero), t);
}

std::vector<std::string> one_list(const std::vector<int>& gains) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < gains.size(); ++i)
    rows.push_back("q " + std::to_string(i + 1) + " " + std::to_string(gains[i]));
  return rows;
}

// Evidently's own fixture: a hit on the first place of a, on the third of c, none of b.
const std::vector<std::string> kUsers{"a 1 1", "a 2 0", "a 3 0", "b 1 0", "b 2 0",
                                      "b 3 0", "c 1 0", "c 2 0", "c 3 1"};

TEST_CASE("discounted gain of published cases", "[evaluators][lists]") {
  const auto graded = one_list({3, 2, 3, 0, 1, 2});
  CHECK(measured("ndcg", graded).value == Approx(0.9608081943360618).epsilon(1e-14));
  CHECK(measured("ndcg", graded, 3).value == Approx(0.9777813616305051).epsilon(1e-14));
  CHECK(measured("ndcg", kUsers, 1).value == 0.5);
  CHECK(measured("ndcg", kUsers, 2).value == 0.5);
  CHECK(measured("ndcg", kUsers, 3).value == 0.75);
  // scikit-learn's example of ties: the mean of 10 / 10 and 5 / 10.
  CHECK(measured("ndcg", {"q 1 10", "q 1 5", "q 3 0", "q 3 0", "q 3 1"}, 1).value == 0.75);
}

TEST_CASE("average precision of published cases", "[evaluators][lists]") {
  CHECK(measured("map", kUsers, 1).value == 0.5);
  CHECK(measured("map", kUsers, 2).value == 0.5);
  CHECK(measured("map", kUsers, 3).value == Approx(2.0 / 3).epsilon(1e-15));
  CHECK(measured("map", kUsers, 1, true).value == Approx(1.0 / 3).epsilon(1e-15));
  CHECK(measured("map", kUsers, 3, true).value == Approx(4.0 / 9).epsilon(1e-15));
}

TEST_CASE("lists by hand", "[evaluators][lists]") {
  CHECK(measured("mrr", kUsers).value == Approx(2.0 / 3).epsilon(1e-15));
  CHECK(measured("mrr", kUsers, 0, true).value == Approx(4.0 / 9).epsilon(1e-15));
  CHECK(measured("hit_rate", kUsers, 2).value == 0.5);
  CHECK(measured("hit_rate", kUsers, 3).value == 1);
  CHECK(measured("hit_rate", kUsers, 3, true).value == Approx(2.0 / 3).epsilon(1e-15));
  // Hits on the places 1, 3 and 4 of five: (1 + 2/3 + 3/4) / 3; of the first three (1 + 2/3) / 3.
  const auto three = one_list({1, 0, 2, 1, 0});
  CHECK(measured("map", three).value == Approx((1 + 2.0 / 3 + 0.75) / 3).epsilon(1e-15));
  CHECK(measured("map", three, 3).value == Approx((1 + 2.0 / 3) / 3).epsilon(1e-15));
  // (2 + 1 / 2) of the first three against the best order 2 1 1 0 0.
  CHECK(measured("ndcg", three, 3).value ==
        Approx((1 + 2 / 2.0) / (2 + 1 / std::log2(3.0) + 1 / 2.0)).epsilon(1e-14));
}

TEST_CASE("lists at their edges", "[evaluators][lists]") {
  struct Case {
    std::string_view why;
    std::vector<std::string> rows;
    std::optional<double> ndcg, map, mrr, hit_rate;  // of the first two places
  };
  const std::nullopt_t none = std::nullopt;
  const double second = 1 / std::log2(3.0);
  const auto c = GENERATE_COPY(values<Case>({
      {"nothing", {}, none, none, none, none},
      {"no gain at all", {"q 1 0", "q 2 0"}, none, none, none, none},
      {"one item", {"q 1 1"}, 1, 1, 1, 1},
      {"one item far down", {"q 4 1"}, 0, 0, 0.25, 0},
      {"all gains equal", {"q 1 3", "q 2 3"}, 1, 1, 1, 1},
      {"a hole is a place", {"q 2 1"}, second, 0.5, 0.5, 1},
      {"a place for two", {"q 1 1", "q 1 0"}, (1 + second) / 2, 0.5, 1, 1},
      {"the same place twice, both wanted", {"q 1 1", "q 1 1"}, 1, 1, 1, 1},
      {"a place that is taken already", {"q 1 0", "q 1 0", "q 2 1"}, 0, 0, 0.5, 1},
      {"rows that say nothing of a place",
       {"q 0 1", "q -1 1", "q 1.5 1", "q 1 -2", "q - 1", "- 1 1"},
       none,
       none,
       none,
       none},
      {"those do not hide others", {"q 0 5", "q 1 0", "q 2 1"}, second, 0.5, 0.5, 1},
      {"gains beyond all sums", {"q 1 1e308", "q 2 1e308"}, 1, 1, 1, 1},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto check = [&](std::string_view name, std::optional<double> want) {
      CAPTURE(name);
      const Value got = measured(name, c.rows, 2);
      CHECK(got.known == want.has_value());
      if (want) CHECK(got.value == Approx(*want).epsilon(1e-14).margin(1e-15));
    };
    check("ndcg", c.ndcg);
    check("map", c.map);
    check("mrr", c.mrr);
    check("hit_rate", c.hit_rate);
  }
}

TEST_CASE("with `empty: zero` a list without gain counts, and no list is still nothing",
          "[evaluators][lists]") {
  for (const auto* name : {"ndcg", "map", "mrr", "hit_rate"}) {
    CAPTURE(name);
    CHECK(measured(name, {"q 30 0"}, 2, true).value == 0);
    CHECK(measured(name, {"a 1 1", "b 9 0"}, 2, true).value == 0.5);
    CHECK(!measured(name, {}, 2, true).known);
  }
}

TEST_CASE("items that do not matter are judged all the same", "[evaluators][lists]") {
  const Table t = table(kFields, {"q 1 0", "q 30 0", "r 1 1", "q 2 -", "! 1 1", "r 0 0"});
  for (const auto* name : {"ndcg", "map", "mrr", "hit_rate"}) {
    CAPTURE(name);
    const auto made = list_call(name, t, 2, false);
    const auto aggregate = start(made);
    add_rows(*aggregate, t, made, 0, t.batch.rows);
    CHECK(aggregate->judged() == 4);
    CHECK(aggregate->value().value == 1);
  }
}

TEST_CASE("lists are told apart by names, numbers and times", "[evaluators][lists]") {
  const auto* fields =
      GENERATE("list:category rank:int gain:bool:label", "list:text rank:int gain:bool:label",
               "list:number rank:int gain:bool:label", "list:time rank:int gain:bool:label");
  const Table t = table(fields, {"1772442000 1 true", "1772442000 2 false", "1772442001 1 false",
                                 "1772442001 2 true"});
  CAPTURE(fields);
  CHECK(value_of(list_call("mrr", t, 0, false), t).value == 0.75);
}

TEST_CASE("a gain of one's own stands in for the label", "[evaluators][lists]") {
  const Table t =
      table("list:text rank:number gain:number:label clicks:number", {"q 1 1 0", "q 2 0 3"});
  auto made = list_call("mrr", t, 0, false);
  made.options.push_back({.name = "gain", .values = {field(t, "clicks")}});
  CHECK(value_of(made, t).value == 0.5);
}

}  // namespace
}  // namespace tocsin::test
