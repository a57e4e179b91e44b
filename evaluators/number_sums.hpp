// Sums of many numbers at once without rounding, several times quicker than one by one.
#pragma once

#include "evaluators/exact_sum.hpp"

#include <span>

namespace tocsin::evaluators {

// All are finite. The same sums as ExactSum::add(x) and ExactSum::add_product(x, x) of each.
void add_numbers(std::span<const double> numbers, ExactSum& sum);
void add_squares(std::span<const double> numbers, ExactSum& squares);

}  // namespace tocsin::evaluators
