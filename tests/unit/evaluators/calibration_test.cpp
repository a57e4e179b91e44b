#include "evaluators/calibration.hpp"

#include "evaluators/stratified_split.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

using evaluators::Calibration;
using evaluators::expected_calibration_error;
using evaluators::Isotonic;
using evaluators::Scored;
using evaluators::StratifiedSplits;
using Numbers = std::vector<std::size_t>;

TEST_CASE("a rising curve pools what falls", "[evaluators][calibration]") {
  const Isotonic curve({{4, 1}, {2, 1}, {3, 0}, {1, 0}});
  CHECK(curve.at(1) == 0);
  CHECK(curve.at(2) == 0.5);
  CHECK(curve.at(2.7) == 0.5);
  CHECK(curve.at(3.5) == 0.75);
  CHECK(curve.at(0) == 0);  // level outside
  CHECK(curve.at(9) == 1);
  // Equal scores are averaged, and then weigh as much as they are many: (2 + 0) / (3 + 1).
  const Isotonic tied({{1, 1}, {1, 1}, {1, 0}, {2, 0}});
  CHECK(tied.at(1) == 0.5);
  CHECK(tied.at(2) == 0.5);
  CHECK(Isotonic(std::vector<Scored>{}).is_empty());
}

// sklearn 1.2.1: StratifiedShuffleSplit(n_splits=3, test_size=.1, random_state=42) of 23 events,
// those of the second class at 0, 3, 6, ...
TEST_CASE("splits are those of scikit-learn", "[evaluators][calibration]") {
  std::vector<bool> classes;
  for (int i = 0; i < 23; ++i) classes.push_back(i % 3 == 0);
  StratifiedSplits splits(classes, 0.1, 42);
  REQUIRE(splits.are_possible());
  const auto first = splits.next();
  CHECK(first.rest ==
        Numbers{6, 3, 9, 13, 8, 19, 18, 2, 20, 4, 1, 7, 0, 11, 15, 22, 12, 16, 14, 17});
  CHECK(first.held_out == Numbers{10, 21, 5});
  CHECK(splits.next().held_out == Numbers{18, 2, 5});
  const auto third = splits.next();
  CHECK(third.rest ==
        Numbers{15, 17, 14, 9, 12, 6, 5, 8, 22, 7, 3, 11, 16, 18, 10, 13, 1, 20, 0, 4});
  CHECK(third.held_out == Numbers{19, 2, 21});
}

TEST_CASE("a class of one event cannot be split", "[evaluators][calibration]") {
  CHECK(!StratifiedSplits({true, false, false, false}, 0.1, 42).are_possible());
  CHECK(!StratifiedSplits({}, 0.1, 42).are_possible());
}

TEST_CASE("calibration error over bins of equally many", "[evaluators][calibration]") {
  // Two events are one bin: |1 - (0.2 + 0.6)| / 2.
  CHECK(expected_calibration_error({{0.6, 1}, {0.2, 0}}) == Approx(0.1));
  // Four events are two bins of two: (|1 - 0.3| + |1 - 1.5|) / 4.
  CHECK(expected_calibration_error({{0.1, 0}, {0.9, 1}, {0.2, 1}, {0.6, 0}}) == Approx(0.3));
}

std::vector<Scored> sixty(double (*score)(int)) {
  std::vector<Scored> events;
  for (int i = 0; i < 60; ++i) events.push_back({score(i), i % 3 == 0 ? 1.0 : 0.0});
  return events;
}

TEST_CASE("scores are bent only where that helps", "[evaluators][calibration]") {
  // A third comes true, whatever is said: 0.9 for all is far off, a third is right.
  const Calibration far_off(sixty([](int) { return 0.9; }));
  CHECK(!far_off.is_identity());
  CHECK(far_off.chance(0.9) == Approx(1.0 / 3));
  const Calibration right(sixty([](int) { return 1.0 / 3; }));
  CHECK(right.is_identity());
  CHECK(right.chance(0.2) == 0.2);
  CHECK(right.chance(1.2) == 1);
}

TEST_CASE("scores stay as they are where nothing can be learned", "[evaluators][calibration]") {
  CHECK(Calibration(std::vector<Scored>{}).is_identity());
  CHECK(Calibration(std::vector<Scored>{{0.9, 1}, {0.8, 1}, {0.1, 1}})
            .is_identity());                                                  // one outcome only
  CHECK(Calibration(std::vector<Scored>{{0.9, 1}, {0.1, 0}}).is_identity());  // too few to split
  CHECK(Calibration(sixty([](int i) { return i % 3 == 0 ? 0.2 : 0.1; })).is_identity());  // perfect
}

}  // namespace
}  // namespace tocsin::test
