// The numbers, conditions and names that random rules are made of.
#pragma once

#include "tests/properties/slow_world.hpp"

namespace tocsin::test::slow {

const std::vector<Numeric>& numerics();
const std::vector<Test>& tests();

bool reads_label(Measure measure);
bool reads_reference(Measure measure);
const char* name_of(Place place);

}  // namespace tocsin::test::slow
