// The rules of a random world, as values and as text.
#pragma once

#include "tests/properties/slow_random.hpp"
#include "tests/properties/slow_world.hpp"

namespace tocsin::test::slow {

// Lengths that suit the stream: `unit` is a minute or more.
Monitor make_monitor(Random& random, Duration unit);
// The whole file but its header.
std::string rules_of(const World& world);

}  // namespace tocsin::test::slow
