#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::test {
namespace {

Table pairs(const std::vector<double>& x, const std::vector<double>& y) {
  return Columns().numbers("x", numbers(x)).numbers("y", numbers(y)).table();
}

dsl::AggregateCall asked(std::string_view name, const Table& t, const std::string& method) {
  auto made = call(name, t, {field(t, "x"), field(t, "y")});
  if (!method.empty()) made.options.push_back({.name = "method", .word = method});
  return made;
}

Value correlation(const Table& t, const std::string& method = "") {
  const auto made = asked("correlation", t, method);
  return value_of(made, t);
}

Value change(const Table& now, const Table& then, const std::string& method = "") {
  const auto made = asked("correlation_change", now, method);
  return value_of(made, now, &then);
}

// A table of counts as names, row by row.
Table counts(const std::vector<std::vector<int>>& cells) {
  Columns::Texts x, y;
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (std::size_t j = 0; j < cells[i].size(); ++j)
      for (int n = 0; n < cells[i][j]; ++n) {
        x.emplace_back("row " + std::to_string(i));
        y.emplace_back("column " + std::to_string(j));
      }
  return Columns().texts("x", x).texts("y", y).table();
}

TEST_CASE("correlations worked by hand", "[evaluators][correlation]") {
  const Table t = pairs({1, 2, 3, 4, 5}, {2, 1, 4, 3, 5});
  CHECK(correlation(t).value == Approx(0.8).epsilon(1e-15));  // 8 / sqrt(10 · 10)
  CHECK(correlation(t, "pearson").value == correlation(t).value);
  CHECK(correlation(t, "spearman").value == Approx(0.8).epsilon(1e-15));
  CHECK(correlation(pairs({1, 2, 3}, {-2, -4, -6})).value == -1);
  // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 · 5).
  CHECK(correlation(pairs({1, 2, 2, 900}, {1, 2, 3, 4}), "spearman").value ==
        Approx(4.5 / std::sqrt(22.5)).epsilon(1e-15));
  CHECK(correlation(pairs({-3, -1, 0, 2}, {-27, -1, 0, 8}), "spearman").value == 1);
}

TEST_CASE("cramers_v of tables worked by hand, without Yates's correction",
          "[evaluators][correlation]") {
  // χ² = 100 (10·40 - 20·30)² / (30·70·40·60).
  const double chi2 = 100 * 200.0 * 200.0 / (30.0 * 70 * 40 * 60);
  CHECK(correlation(counts({{10, 20}, {30, 40}}), "cramers_v").value ==
        Approx(std::sqrt(chi2 / 100)).epsilon(1e-14));
  CHECK(correlation(counts({{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}), "cramers_v").value == Approx(1));
  CHECK(correlation(counts({{6, 3}, {4, 2}}), "cramers_v").value == Approx(0).margin(1e-9));
  // The published counts, 88 and 88 of six values: χ² 1.6224089635854342 over 176 events.
  const Table two = counts({{16, 18, 16, 14, 12, 12}, {16, 16, 16, 16, 16, 8}});
  CHECK(correlation(two, "cramers_v").value ==
        Approx(std::sqrt(1.6224089635854342 / 176)).epsilon(1e-12));
}

TEST_CASE("a constant, one event and none have no correlation", "[evaluators][correlation]") {
  for (const std::string method : {"pearson", "spearman", "cramers_v"}) {
    CAPTURE(method);
    CHECK_FALSE(correlation(pairs({0.1, 0.1, 0.1}, {1, 2, 3}), method).known);
    CHECK_FALSE(correlation(pairs({1, 2, 3}, {0.3, 0.3, 0.3}), method).known);
    CHECK_FALSE(correlation(pairs({1}, {2}), method).known);
    CHECK_FALSE(correlation(pairs({}, {}), method).known);
  }
}

TEST_CASE("an event without one of the two is left out", "[evaluators][correlation]") {
  const Table t = table("x:number? y:number?", {"1 1", "- 9", "2 2", "7 -", "3 3"});
  const auto made = asked("correlation", t, "");
  const auto aggregate = start(made);
  add_rows(*aggregate, t, made, 0, t.batch.rows);
  CHECK(aggregate->judged() == 3);
  CHECK(aggregate->value().value == 1);
}

TEST_CASE("a correlation is seen beside large offsets and at any scale",
          "[evaluators][correlation]") {
  std::vector<double> x{1, 2, 3, 4, 5}, y{2, 1, 4, 3, 5};
  for (auto& v : x) v += 1e12;
  for (auto& v : y) v = v * 1e-150;
  CHECK(correlation(pairs(x, y)).value == Approx(0.8).epsilon(1e-12));
  for (auto& v : y) v = v * 1e300;
  CHECK(correlation(pairs(x, y)).value == Approx(0.8).epsilon(1e-12));
}

TEST_CASE("more pairs than are kept: ranks are estimated, names are undefined",
          "[evaluators][correlation]") {
  std::vector<double> x, y;
  for (int i = 0; i < 110'000; ++i) {
    x.push_back(i);
    y.push_back(i % 2 == 0 ? i : 110'000 - i);  // half of them follow, half run against it
  }
  const Table t = pairs(x, y);
  CHECK(correlation(t, "spearman").value == Approx(0).margin(0.02));
  CHECK(std::abs(correlation(t).value) < 1e-4);
  CHECK_FALSE(correlation(t, "cramers_v").known);
}

TEST_CASE("the change is the distance from the reference's", "[evaluators][correlation_change]") {
  const Table then = pairs({1, 2, 3}, {1, 2, 3});
  CHECK(change(pairs({1, 2, 3}, {3, 2, 1}), then).value == 2);
  CHECK(change(pairs({1, 2, 3, 4, 5}, {2, 1, 4, 3, 5}), then).value == Approx(0.2));
  CHECK(change(then, then).value == 0);
  CHECK_FALSE(change(then, pairs({}, {})).known);
  CHECK_FALSE(change(then, pairs({1, 1}, {2, 3})).known);
  CHECK_FALSE(change(pairs({1, 1}, {2, 3}), then).known);
  const Table apart = counts({{5, 0}, {0, 5}}), mixed = counts({{6, 3}, {4, 2}});
  CHECK(change(apart, mixed, "cramers_v").value == Approx(1));
}

}  // namespace
}  // namespace tocsin::test
