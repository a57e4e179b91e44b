#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace tocsin::test {
namespace {

constexpr double kReach = 1.959963984540054;  // of a 95% interval, in standard errors

struct Scored {
  std::vector<double> scores, labels;
};

const Scored kPublished{{.1, .4, .35, .8, .35, .9, .5, .5, .65, .2},
                        {0, 0, 1, 1, 0, 1, 1, 0, 1, 0}};

Value measured(std::string_view name, const Scored& data) {
  const Table t = Columns()
                      .numbers("s", numbers(data.scores), FieldType::number, Role::score)
                      .numbers("y", numbers(data.labels), FieldType::boolean, Role::label)
                      .table();
  return value_of(call(name, t), t);
}

TEST_CASE("losses of a published case", "[evaluators][scores]") {
  CHECK(measured("logloss", kPublished).value == Approx(0.4465516075513539).epsilon(1e-15));
  CHECK(measured("brier", kPublished).value == Approx(0.14275).epsilon(1e-15));
}

TEST_CASE("calibration error in ten bins of equal width", "[evaluators][scores]") {
  // 0.1 | 0.2 | 0.4 0.35 0.35 with one positive | 0.5 0.5 with one | 0.65 0.8 0.9, all positive:
  // 0.1 + 0.2 + 0.1 + 0 + 0.35 + 0.2 + 0.1 of ten events.
  CHECK(measured("calibration_error", kPublished).value == Approx(0.105).epsilon(1e-15));
  CHECK(std::isnan(measured("calibration_error", kPublished).low));
  // An edge belongs to the bin below it: 0.3 and 0.25 are together, 0.31 is alone.
  CHECK(measured("calibration_error", {{0.3, 0.25}, {1, 0}}).value == Approx(0.45 / 2));
  CHECK(measured("calibration_error", {{0.3, 0.31}, {1, 0}}).value == Approx(1.01 / 2));
  CHECK(measured("calibration_error", {{0, 0.05}, {0, 1}}).value == Approx(0.95 / 2));
  CHECK(measured("calibration_error", {{1, 0.95}, {1, 1}}).value == Approx(0.05 / 2));
}

TEST_CASE("losses have the interval of a mean", "[evaluators][scores]") {
  // Losses 0.04 and 0.16 about 0.1: sqrt(0.0072 / 1 / 2) = 0.06.
  const Value brier = measured("brier", {{0.2, 0.6}, {0, 1}});
  CHECK(brier.value == Approx(0.1));
  CHECK(brier.low == 0);
  CHECK(brier.high == Approx(0.1 + kReach * 0.06));
  // -ln 0.5 and -ln 0.25 about 1.5·ln 2, each half of ln 2 away: sqrt(ln²2 / 2 / 2) = ln 2 / 2.
  const Value loss = measured("logloss", {{0.5, 0.75}, {1, 0}});
  CHECK(loss.value == Approx(1.5 * std::log(2.0)));
  CHECK(loss.high == Approx(1.5 * std::log(2.0) + kReach * std::log(2.0) / 2));
  CHECK(loss.low == Approx(1.5 * std::log(2.0) - kReach * std::log(2.0) / 2));
}

TEST_CASE("losses at their edges", "[evaluators][scores]") {
  struct Case {
    std::string_view why;
    Scored data;
    std::optional<double> brier, logloss, calibration_error;
  };
  const std::nullopt_t none = std::nullopt;
  const double most = 52 * std::log(2.0);  // a score is kept 2^-52 away from 0 and 1
  const auto c = GENERATE_COPY(values<Case>({
      {"nothing", {}, none, none, none},
      {"one class", {{0.5, 0.5}, {1, 1}}, 0.25, std::log(2.0), 0.5},
      {"sure and right", {{0, 1}, {0, 1}}, 0, 0, 0},
      {"sure and wrong", {{0, 1}, {1, 0}}, 1, most, 1},
      {"no probability", {{-0.1, 1.5, 0.5}, {0, 1, 1}}, 0.25, std::log(2.0), 0.5},
      {"none but those", {{-0.1, 1.5}, {0, 1}}, none, none, none},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto check = [&](std::string_view name, std::optional<double> want) {
      CAPTURE(name);
      const Value got = measured(name, c.data);
      CHECK(got.known == want.has_value());
      if (want) CHECK(got.value == Approx(*want).epsilon(1e-14).margin(1e-15));
    };
    check("brier", c.brier);
    check("logloss", c.logloss);
    check("calibration_error", c.calibration_error);
  }
}

TEST_CASE("events without score or label have no loss", "[evaluators][scores]") {
  const Table t =
      table("s:share?:score y:category:label", {"0.9 bad", "0.1 good", "- bad", "0.95 -", "! bad"});
  for (const auto* name : {"brier", "logloss", "calibration_error"}) {
    CAPTURE(name);
    const auto made = call(name, t, {}, nullptr, "bad");
    const auto aggregate = start(made);
    add_rows(*aggregate, t, made, 0, t.batch.rows);
    CHECK(aggregate->judged() == 2);
  }
  CHECK(value_of(call("brier", t, {}, nullptr, "bad"), t).value == Approx(0.01));
}

TEST_CASE("a score that is no probability leaves the measure undefined, not without events",
          "[evaluators][scores]") {
  const Table t = table("s:number:score y:bool:label", {"1.5 true", "-1 false"});
  for (const auto* name : {"brier", "logloss", "calibration_error"}) {
    CAPTURE(name);
    const auto made = call(name, t);
    const auto aggregate = start(made);
    add_rows(*aggregate, t, made, 0, 2);
    CHECK(aggregate->judged() == 2);
    CHECK(!aggregate->value().known);
  }
}

// ---- cost --------------------------------------------------------------------------------------

// TP 3, FP 1, FN 2, TN 2, and one row each without prediction and label.
const std::vector<std::string> kRows{"yes yes", "yes yes", "yes yes", "yes no", "no yes",
                                     "no yes",  "no no",   "no no",   "- yes",  "yes -"};

Value cost_of(const std::vector<std::pair<const char*, double>>& prices,
              const std::vector<std::string>& rows) {
  const Table t = table("p:category?:prediction y:category:label", rows);
  auto made = call("cost", t, {}, nullptr, "yes");
  for (const auto& [name, price] : prices) made.options.push_back({.name = name, .number = price});
  return value_of(made, t);
}

TEST_CASE("cost is the mean price of what happened", "[evaluators][cost]") {
  CHECK(cost_of({{"fp", 5}, {"fn", 50}}, kRows).value == 105.0 / 8);
  CHECK(cost_of({{"tp", 1}, {"fp", 10}, {"fn", 100}, {"tn", 1000}}, kRows).value == 2213.0 / 8);
  CHECK(cost_of({{"tp", -4}, {"fp", 4}}, kRows).value == -1);
  CHECK(cost_of({{"fp", 5}}, {"yes no", "yes no", "yes no"}).value == 5);
}

TEST_CASE("cost has the interval of a mean", "[evaluators][cost]") {
  // 5, 50, 50 and five times nothing: Σ c² - 8·13.125² = 3646.875, by 7, by 8.
  const double error = std::sqrt(3646.875 / 7 / 8);
  const Value cost = cost_of({{"fp", 5}, {"fn", 50}}, kRows);
  CHECK(cost.low == Approx(13.125 - kReach * error));
  CHECK(cost.high == Approx(13.125 + kReach * error));
}

TEST_CASE("cost at its edges", "[evaluators][cost]") {
  CHECK(!cost_of({{"fp", 5}}, {}).known);
  CHECK(!cost_of({{"fp", 5}}, {"yes -", "- no"}).known);
  const Value one = cost_of({{"fp", 5}}, {"yes no"});
  CHECK(one.value == 5);
  CHECK(std::isnan(one.low));
  const Value all_right = cost_of({{"fp", 5}}, {"yes yes", "no no"});
  CHECK(all_right.value == 0);
  CHECK(all_right.high == 0);
  CHECK(!cost_of({{"fp", 1e308}}, {"yes no", "yes no"}).known);
}

}  // namespace
}  // namespace tocsin::test
