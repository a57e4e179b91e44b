// What measures take that share their arguments, and the measures that are known by name alone.
#pragma once

#include "dsl/catalogue.hpp"

#include <vector>

namespace tocsin::evaluators {

// How values are put into bins: `bins:` and `dialect:` of distances.
std::vector<dsl::OptionDef> binning_options();

// Measures that are checked and not evaluated yet, in alphabetical order.
const std::vector<dsl::MeasureDef>& signatures();

}  // namespace tocsin::evaluators
