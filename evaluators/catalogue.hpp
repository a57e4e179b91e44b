// All measures, alphabetically: the registration lines stand in measures.def.
#pragma once

#include "dsl/catalogue.hpp"

#include <span>

namespace tocsin::evaluators {

std::span<const dsl::MeasureDef* const> measures();

}  // namespace tocsin::evaluators
