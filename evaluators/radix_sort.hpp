// Numbers in order, in time that grows with their number alone.
#pragma once

#include <vector>

namespace tocsin::evaluators {

// None is NaN. A negative zero comes out as a zero.
void sort_numbers(std::vector<double>& numbers);

}  // namespace tocsin::evaluators
