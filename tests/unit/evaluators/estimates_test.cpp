#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace tocsin::test {
namespace {

constexpr const char* kFields =
    "zone:category?:feature yes:bool?:prediction p:number?:score came:bool?:label";

// The part that is given labelled rows.
dsl::AggregateCall realised(dsl::AggregateCall made, const Table& t) {
  made.label = t.field("came");
  return made;
}

// One outcome only, so scores stay as they are.
const std::vector<std::string> kUncalibrated{"a true 0.5 true"};
const std::vector<std::string> kLive{"a true 0.9 -", "a true 0.8 -", "b false 0.3 -",
                                     "b false 0.1 -"};

Value by_scores(std::string_view measure, const std::vector<std::string>& rows,
                const std::vector<std::string>& past = kUncalibrated) {
  const Table now = table(kFields, rows), then = table(kFields, past);
  const auto made = estimate("estimated", measure, now);
  return value_of(made, now, &then);
}

TEST_CASE("events count with their chances", "[evaluators][estimated]") {
  // TP 1.7, FP 0.3, FN 0.4, TN 1.6
  CHECK(by_scores("accuracy", kLive).value == Approx(3.3 / 4));
  CHECK(by_scores("precision", kLive).value == Approx(1.7 / 2));
  CHECK(by_scores("recall", kLive).value == Approx(1.7 / 2.1));
  CHECK(by_scores("specificity", kLive).value == Approx(1.6 / 1.9));
  CHECK(by_scores("f1", kLive).value == Approx(1.7 / 2.05));
  // Trapezoids under (0,0) (.1,.9) (.3,1.7) (1,2) (1.9,2.1), of 1.9 · 2.1.
  CHECK(by_scores("auc", kLive).value == Approx(3.445 / 3.99));
  // (.9 · .9 + .8 · 1.7/2 + .3 · 2/3 + .1 · 2.1/4) / 2.1
  CHECK(by_scores("average_precision", kLive).value == Approx((0.81 + 0.68 + 0.2 + 0.0525) / 2.1));
}

TEST_CASE("missing scores and predictions are left out", "[evaluators][estimated]") {
  const std::vector<std::string> rows{"a true 0.9 -", "a true - -", "a - 0.9 -"};
  CHECK(by_scores("accuracy", rows).value == Approx(0.9));
  CHECK(by_scores("auc", {"a true - -"}).known == false);
}

TEST_CASE("what nothing can be said of is undefined", "[evaluators][estimated]") {
  CHECK(!by_scores("precision", {"a false 0.3 -"}).known);
  CHECK(!by_scores("recall", {"a true 0 -"}).known);
  CHECK(!by_scores("auc", {"a true 1 -", "a true 1 -"}).known);
  CHECK(!by_scores("accuracy", {}).known);
  CHECK(!by_scores("accuracy", kLive, {"a true 0.5 -"}).known);  // no label in the reference
}

TEST_CASE("scores are made probabilities by the reference", "[evaluators][estimated]") {
  // 0.9 was said of all, and came true of a third.
  std::vector<std::string> past;
  for (int i = 0; i < 60; ++i) past.push_back(i % 3 == 0 ? "a true 0.9 true" : "a true 0.9 false");
  CHECK(by_scores("precision", kLive, past).value == Approx(1.0 / 3));
}

TEST_CASE("several classes are scaled to add up to one", "[evaluators][estimated]") {
  constexpr const char* fields =
      "said:category:prediction x:number:score y:number:score z:number:score was:category?:label";
  const Table now = table(fields, {"x 0.6 0.3 0.3 -", "z 0.1 0.2 0.2 -", "y 0 0 0 -"});
  const Table then = table(fields, {"x 0.5 0.2 0.3 x"});
  auto inner = std::make_shared<dsl::InnerMeasure>();
  inner->aggregates.push_back(call("accuracy", now));
  auto made = call("estimated", now);
  made.inner = inner;
  made.prediction = inner->aggregates.front().prediction;
  made.scores = {{"x", now.field("x")}, {"y", now.field("y")}, {"z", now.field("z")}};
  CHECK(value_of(made, now, &then).value == Approx((0.5 + 0.4 + 1.0 / 3) / 3));
}

std::vector<std::string> times(int n, const std::string& row) {
  return std::vector<std::string>(static_cast<std::size_t>(n), row);
}

std::vector<std::string> joined(std::vector<std::vector<std::string>> parts) {
  std::vector<std::string> rows;
  for (auto& part : parts) rows.insert(rows.end(), part.begin(), part.end());
  return rows;
}

// Four of five are right in zone a, one of two in zone b.
const auto kZones = joined({times(8, "a true 0.7 true"), times(2, "a true 0.7 false"),
                            times(5, "b true 0.6 true"), times(5, "b true 0.6 false")});

Value by_zone(std::string_view measure, const std::vector<std::string>& rows) {
  const Table now = table(kFields, rows), then = table(kFields, kZones);
  const auto made = estimate("estimated", measure, now, {field(now, "zone")});
  return value_of(made, now, &then);
}

TEST_CASE("buckets weigh the reference", "[evaluators][estimated]") {
  // 80% and 50%, 100 and 500 events: 55%.
  const auto rows = joined({times(100, "a true 0.7 -"), times(500, "b true 0.6 -")});
  CHECK(by_zone("accuracy", rows).value == Approx(0.55));
  CHECK(by_zone("precision", rows).value == Approx(0.55));
  CHECK(by_zone("recall", rows).value == Approx(1));
  // Positives score 0.7 (8 of 10) and 0.6 (5 of 10), weighted 10 and 50: P 80 + 250, N 20 + 250;
  // 80 · 250 pairs are right, 80 · 20 and 250 · 250 tie.
  CHECK(by_zone("auc", rows).value ==
        Approx((80 * 250.0 + (80 * 20 + 250 * 250) / 2.0) / (330 * 270.0)));
}

TEST_CASE("what the reference never saw is left out", "[evaluators][estimated]") {
  const auto some = joined({times(9, "a true 0.7 -"), times(1, "c true 0.7 -")});
  CHECK(by_zone("accuracy", some).value == Approx(0.8));
  const auto many = joined({times(8, "a true 0.7 -"), times(1, "c true 0.7 -")});
  CHECK(!by_zone("accuracy", many).known);
  CHECK(!by_zone("accuracy", {"- true 0.7 -"}).known);  // missing was not met either
}

TEST_CASE("groups are buckets that nobody has to name", "[evaluators][estimated]") {
  // Zone and score tell the two groups of the reference apart.
  const Table now =
      table(kFields, joined({times(100, "a true 0.7 -"), times(500, "b true 0.6 -")}));
  const Table then = table(kFields, kZones);
  auto made = estimate("estimated", "accuracy", now, {field(now, "zone"), field(now, "p")});
  made.options.front().word = "auto";
  CHECK(value_of(made, now, &then).value == Approx(0.55));
  const Table far = table(kFields, {"z true 0.71 -"});  // of the nearest group
  auto of_far = estimate("estimated", "accuracy", far, {field(far, "zone"), field(far, "p")});
  of_far.options.front().word = "auto";
  CHECK(value_of(of_far, far, &then).value == Approx(0.8));
}

TEST_CASE("labelled events count as they are", "[evaluators][estimated]") {
  // 10 events of zone a, of which 4 have a label and 1 is right: (1 + 6 · 0.8) / 10.
  const Table now = table(kFields, joined({times(6, "a true 0.7 -"), times(1, "a true 0.7 true"),
                                           times(3, "a true 0.7 false")}));
  const Table then = table(kFields, kZones);
  const auto all = estimate("estimated", "accuracy", now, {field(now, "zone")});
  const auto known = realised(all, now);
  const auto whole = start(all, &then);
  add_rows(*whole, now, all, 0, 10);
  const auto part = start(known, &then);
  add_rows(*part, now, known, 6, 10);
  whole->merge(*part);
  CHECK(whole->value().value == Approx(0.58));
  CHECK(whole->judged() == 10);
}

TEST_CASE("the gap is that of the same events", "[evaluators][estimated]") {
  const Table now =
      table(kFields, {"a true 0.9 true", "a true 0.7 false", "a true 0.1 -", "a true - true"});
  const Table then = table(kFields, kUncalibrated);
  const auto made = estimate("estimation_gap", "accuracy", now);
  const auto gap = value_of(made, now, &then);
  REQUIRE(gap.known);
  CHECK(gap.value == Approx(0.5 - 0.8));
  const Table zones = table(kFields, kZones);
  const auto by = estimate("estimation_gap", "accuracy", now, {field(now, "zone")});
  CHECK(value_of(by, now, &zones).value == Approx(2.0 / 3 - 0.8));
}

}  // namespace
}  // namespace tocsin::test
