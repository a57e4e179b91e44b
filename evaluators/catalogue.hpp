// All measures, alphabetically: the registration lines stand in measures.def.
#pragma once

#include <span>

#include "dsl/catalogue.hpp"

namespace tocsin::evaluators {

std::span<const dsl::MeasureDef* const> measures();

}  // namespace tocsin::evaluators
