// The measures that are known by name alone.
#pragma once

#include "dsl/catalogue.hpp"

#include <string_view>
#include <vector>

namespace tocsin::evaluators {

// Measures that are checked and not evaluated yet, in alphabetical order.
const std::vector<dsl::MeasureDef>& signatures();
// What one of them is called in a sentence.
std::string_view phrase_of(std::string_view measure);

}  // namespace tocsin::evaluators
