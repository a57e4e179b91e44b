// The rows and labels of a random world, and the same as the engine is given them.
#pragma once

#include "tests/properties/slow_random.hpp"
#include "tests/properties/slow_world.hpp"

namespace tocsin::test::slow {

// `step`: between two rows, on average.
void make_rows(World& world, Random& random, std::size_t rows, Duration step);
// Which row came with which file. Files may come side by side, and some never end.
void make_deliveries(World& world, Random& random);
void make_reference(World& world, Random& random);

}  // namespace tocsin::test::slow
