#include "evaluators/selection.hpp"

#include <catch2/catch.hpp>

#include <numeric>
#include <random>
#include <vector>

namespace tocsin::test {
namespace {

using evaluators::for_each_set;
using RowNumbers = std::vector<std::uint32_t>;

RowNumbers visited(const Bits& bits, const RowNumbers& rows) {
  RowNumbers seen;
  for_each_set(bits, rows, [&](std::uint32_t row) { seen.push_back(row); });
  return seen;
}

RowNumbers set_among(const Bits& bits, const RowNumbers& rows) {
  RowNumbers set;
  for (const auto row : rows)
    if (bits[row]) set.push_back(row);
  return set;
}

TEST_CASE("for_each_set() visits the set rows in order, whatever words they lie in",
          "[evaluators][selection]") {
  std::mt19937_64 random(3);
  const int of_ten = GENERATE(0, 1, 9, 10);
  Bits bits(300);
  for (std::size_t i = 0; i < bits.size(); ++i) bits.assign(i, random() % 10 < std::size_t(of_ten));
  for (int turn = 0; turn < 200; ++turn) {
    RowNumbers run(1 + random() % 200);
    std::iota(run.begin(), run.end(), static_cast<std::uint32_t>(random() % (300 - run.size())));
    CHECK(visited(bits, run) == set_among(bits, run));
    RowNumbers holed;
    for (const auto row : run)
      if (random() % 3 != 0) holed.push_back(row);
    CHECK(visited(bits, holed) == set_among(bits, holed));
  }
  CHECK(visited(bits, {}).empty());
}

}  // namespace
}  // namespace tocsin::test
