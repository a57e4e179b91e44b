// The values at some ranks of many, without sorting all of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tocsin::evaluators {

// What stands at these ranks, from 0 and rising (equal ones allowed), of the values in order. All
// values are finite, and every rank is below their number.
std::vector<double> values_at(std::span<const double> values, std::span<const std::uint64_t> ranks);

}  // namespace tocsin::evaluators
