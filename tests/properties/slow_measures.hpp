// Measures straight from their definitions, over all rows at once.
#pragma once

#include "tests/properties/slow_world.hpp"

namespace tocsin::test::slow {

using Rows = std::vector<const Row*>;

// Undefined when not known. `scale`: the largest number that rounding may have come from.
struct Answer {
  bool known = false;
  double value = 0;
  double scale = 0;
};

// The row has what the measure looks at.
bool is_judged(const Part& part, const Row& row);

// `judged`: rows with something to judge. `reference`: its rows of the same segment and filter.
Answer answer(const Part& part, const Rows& judged, const Rows& reference);

// The label or the decision is the one that the rules call positive.
bool is_positive(const Cell& cell);

// Rows that were read in all these places.
bool is_readable(const Row& row, const std::vector<Place>& places);
// What must be readable for a part to count a row.
std::vector<Place> places_of(const Part& part);

}  // namespace tocsin::test::slow
