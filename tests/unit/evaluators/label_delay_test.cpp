#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

using namespace std::chrono_literals;

// Events whose labels come so many hours later; none: no label.
Table labelled(const std::vector<std::optional<int>>& hours) {
  Columns::Numbers labels;
  for (const auto& h : hours) labels.push_back(h ? std::optional<double>(1) : std::nullopt);
  Table t = Columns().numbers("y", labels, FieldType::boolean, Role::label).table();
  t.batch.label_known.clear();
  for (std::size_t i = 0; i < hours.size(); ++i)
    t.batch.label_known.push_back(
        hours[i] ? t.batch.time[i] + Duration(std::chrono::hours(*hours[i])) : kForever);
  return t;
}

Value delay(const Table& t, double q) {
  const auto made = call("label_delay", t, {constant(q, TypeKind::share)});
  return value_of(made, t);
}

constexpr double kHour = 3600e9;

TEST_CASE("label_delay is a quantile of the hours that labels took", "[evaluators][label_delay]") {
  // Of 1, 2, 3, 4, 10 hours by type 7.
  const Table t = labelled({4, 1, std::nullopt, 10, 3, 2});
  CHECK(delay(t, 0.25).value == 2 * kHour);
  CHECK(delay(t, 0.5).value == 3 * kHour);
  CHECK(delay(t, 0.95).value == Approx(8.8 * kHour));
}

TEST_CASE("a label before its event took no time", "[evaluators][label_delay]") {
  CHECK(delay(labelled({-5}), 0.5).value == 0);
}

TEST_CASE("without labels there is no delay", "[evaluators][label_delay]") {
  CHECK_FALSE(delay(labelled({}), 0.5).known);
  CHECK_FALSE(delay(labelled({std::nullopt, std::nullopt}), 0.5).known);
}

}  // namespace
}  // namespace tocsin::test
