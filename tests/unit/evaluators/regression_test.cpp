#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

namespace tocsin::test {
namespace {

constexpr double kReach = 1.959963984540054;  // of a 95% interval, in standard errors

struct Pairs {
  std::vector<double> actual, predicted;
};

// scikit-learn's own example.
const Pairs kPublished{{3, -0.5, 2, 7}, {2.5, 0, 2, 8}};

Table table_of(const Pairs& pairs) {
  return Columns()
      .numbers("price", numbers(pairs.predicted), FieldType::number, Role::prediction)
      .numbers("paid", numbers(pairs.actual), FieldType::number, Role::label)
      .table();
}

Value measured(std::string_view name, const Pairs& pairs) {
  const Table t = table_of(pairs);
  return value_of(call(name, t), t);
}

Value over(double limit, const Pairs& pairs) {
  const Table t = table_of(pairs);
  return value_of(call("share_error_over", t, {constant(limit)}), t);
}

TEST_CASE("errors of a published case", "[evaluators][regression]") {
  CHECK(measured("mae", kPublished).value == 0.5);
  CHECK(measured("mape", kPublished).value == Approx(0.3273809523809524).epsilon(1e-15));
  CHECK(measured("rmse", kPublished).value == Approx(0.6123724356957945).epsilon(1e-15));
  CHECK(measured("mse", kPublished).value == 0.375);
  CHECK(measured("r2", kPublished).value == Approx(0.9486081370449679).epsilon(1e-15));
  CHECK(measured("bias", kPublished).value == 0.25);
  const Pairs logarithmic{{3, 5, 2.5, 7}, {2.5, 5, 4, 8}};
  CHECK(measured("rmsle", logarithmic).value ==
        Approx(std::sqrt(0.03973012298459376)).epsilon(1e-15));
}

TEST_CASE("mae has the interval of a mean, rmse that of the delta method",
          "[evaluators][regression]") {
  // Distances 0.5 0.5 0 1 about 0.5: sqrt(0.5 / 3 / 4).
  const double of_distances = std::sqrt(0.5 / 12);
  CHECK(measured("mae", kPublished).low == Approx(0.5 - kReach * of_distances));
  CHECK(measured("mae", kPublished).high == Approx(0.5 + kReach * of_distances));
  // Squares 0.25 0.25 0 1 about 0.375: sqrt(0.5625 / 3 / 4), by the slope 1 / (2 · 0.61237).
  const double rmse = std::sqrt(0.375), of_root = std::sqrt(0.5625 / 12) / (2 * rmse);
  CHECK(measured("rmse", kPublished).low == Approx(rmse - kReach * of_root));
  CHECK(measured("rmse", kPublished).high == Approx(rmse + kReach * of_root));
  for (const auto* name : {"bias", "mape", "mse", "rmsle", "r2"}) {
    CAPTURE(name);
    CHECK(std::isnan(measured(name, {{1, 2, 3}, {2, 2, 4}}).low));
  }
}

TEST_CASE("an error of just the limit is not over it", "[evaluators][regression]") {
  CHECK(over(0.4, kPublished).value == 0.75);
  CHECK(over(0.5, kPublished).value == 0.25);
  CHECK(over(0.5, kPublished).low == Approx(0.0455873).margin(1e-5));  // Wilson, 1 of 4
  CHECK(over(0.5, kPublished).high == Approx(0.6993582).margin(1e-5));
  CHECK(over(1, kPublished).value == 0);
  CHECK(!over(1, {}).known);
}

TEST_CASE("errors at their edges", "[evaluators][regression]") {
  struct Case {
    std::string_view why;
    Pairs pairs;
    std::optional<double> bias, mae, mape, rmse, rmsle, r2;
  };
  const std::nullopt_t none = std::nullopt;
  const auto c = GENERATE_COPY(values<Case>({
      {"nothing", {}, none, none, none, none, none, none},
      {"one event has no variance", {{2}, {3}}, 1, 1, 0.5, 1, std::log(4.0 / 3), none},
      {"all labels equal", {{2, 2}, {2, 2}}, 0, 0, 0, 0, 0, none},
      {"all right", {{1, 2}, {1, 2}}, 0, 0, 0, 0, 0, 1},
      {"the mean would have done", {{1, 3}, {2, 2}}, 0, 1, 2.0 / 3, 1, none, 0},
      {"worse than the mean", {{1, 3}, {3, 1}}, 0, 2, 4.0 / 3, 2, std::log(2.0), -3},
      {"a label of 0 is no base", {{0, 4}, {1, 3}}, 0, 1, 0.25, 1, none, 0.75},
      {"only labels of 0", {{0, 0}, {1, 1}}, 1, 1, none, 1, std::log(2.0), none},
      {"what is negative has no logarithm", {{-1, 3}, {1, 3}}, 1, 1, 1, std::sqrt(2.0), 0, 0.5},
      {"a negative label has a size", {{-4, -2}, {-3, -3}}, 0, 1, 0.375, 1, none, 0},
      {"squares beyond all doubles are left out",
       {{0, 1}, {1e200, 2}},
       5e199,
       5e199,
       1,
       1,
       none,
       none},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto check = [&](std::string_view name, std::optional<double> want) {
      CAPTURE(name);
      const Value got = measured(name, c.pairs);
      if (want) CHECK(got.known);
      if (want) CHECK(got.value == Approx(*want).epsilon(1e-14).margin(1e-15));
      CHECK(got.known == std::isfinite(got.value));
    };
    check("bias", c.bias);
    check("mae", c.mae);
    check("mape", c.mape);
    check("rmse", c.rmse);
    check("rmsle", c.rmsle);
    check("r2", c.r2);
  }
}

TEST_CASE("what has no answer is undefined", "[evaluators][regression]") {
  CHECK(!measured("r2", {{2, 2}, {1, 3}}).known);
  CHECK(!measured("r2", {{2}, {2}}).known);
  CHECK(!measured("mape", {{0, 0}, {1, 1}}).known);
  CHECK(!measured("rmsle", {{-1}, {1}}).known);
  for (const auto* name : {"bias", "mae", "mape", "mse", "rmse", "rmsle", "r2"}) {
    CAPTURE(name);
    CHECK(!measured(name, {}).known);
  }
}

TEST_CASE("an error that is undefined is judged", "[evaluators][regression]") {
  const Table t = table_of({{0, -1, 2}, {1, 1, 2}});
  for (const auto* name : {"mape", "rmsle"}) {
    CAPTURE(name);
    const auto made = call(name, t);
    const auto aggregate = start(made);
    add_rows(*aggregate, t, made, 0, 3);
    CHECK(aggregate->judged() == 3);
  }
}

TEST_CASE("one event has a value and no interval, equal errors have one of no width",
          "[evaluators][regression]") {
  for (const auto* name : {"mae", "rmse"}) {
    CAPTURE(name);
    CHECK(measured(name, {{1}, {3}}).value == 2);
    CHECK(std::isnan(measured(name, {{1}, {3}}).low));
    const Value right = measured(name, {{1, 2}, {1, 2}});
    CHECK(right.low == 0);
    CHECK(right.high == 0);
    const Value wrong = measured(name, {{1, 2}, {3, 4}});
    CHECK(wrong.low == 2);
    CHECK(wrong.high == 2);
  }
}

TEST_CASE("events without prediction or label are not judged", "[evaluators][regression]") {
  const Table t = table("p:number?:prediction y:number:label", {"1 2", "- 2", "1 -", "4 2", "! 2"});
  for (const auto* name : {"bias", "mae", "mape", "mse", "rmse", "rmsle", "r2"}) {
    CAPTURE(name);
    const auto made = call(name, t);
    const auto aggregate = start(made);
    add_rows(*aggregate, t, made, 0, t.batch.rows);
    CHECK(aggregate->judged() == 2);
  }
  CHECK(value_of(call("mae", t), t).value == 1.5);
}

TEST_CASE("small errors beside a large offset are not lost", "[evaluators][regression]") {
  const Pairs pairs{{1e15, 1e15 + 2, 1e15 + 4}, {1e15 + 1, 1e15 + 3, 1e15 + 5}};
  CHECK(measured("rmse", pairs).value == 1);
  CHECK(measured("r2", pairs).value == Approx(1 - 3.0 / 8).epsilon(1e-15));
}

}  // namespace
}  // namespace tocsin::test
