// How far the cumulative curves of two samples lie apart.
#pragma once

#include "evaluators/bin_edges.hpp"

namespace tocsin::evaluators {

struct Apart {
  double area = 0;  // between both curves
  double gap = 0;   // the largest one
};

// Neither is empty.
Apart between_curves(const ValueCounts& live, const ValueCounts& reference);

}  // namespace tocsin::evaluators
