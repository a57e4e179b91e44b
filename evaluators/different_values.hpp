// How many different values came, and how often each: what distinct, unique and duplicates share.
#pragma once

#include "evaluators/value_keys.hpp"

#include <cstdint>

namespace tocsin::evaluators {

// What is known of many values from those whose hash was drawn, one in `scale`; exact with 1.
struct DifferentValues {
  double scale = 1;
  std::uint64_t kept = 0;      // values that are looked at
  std::uint64_t once = 0;      // of these, those that came once
  std::uint64_t repeats = 0;   // rows of these beyond the first of each
  std::uint64_t repeated = 0;  // rows of these whose value came more than once

  double different() const { return scale * static_cast<double>(kept); }
  // Four standard errors of `scale` times a number of values: how far chance may take it.
  double reach(std::uint64_t values) const;
};

DifferentValues look_at(const CountTable<ValueKey>& table);

// The number of rows, of `rows` in all, that repeat a value of a row before them; and the number
// of those whose value came once. Estimates are made from what is rare among the values that are
// looked at, so that where none of these comes twice nothing is a repeat; and are kept from what
// the number of values itself rules out, which one very common value could lead to.
double repeats_among(const DifferentValues& values, std::uint64_t rows);
double single_among(const DifferentValues& values, std::uint64_t rows);

}  // namespace tocsin::evaluators
