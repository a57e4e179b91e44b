// What the generators of a test come to: `mix("a": 90%, "b": 10%)`, `ramp(0, 200)`. Deterministic.
#pragma once

#include "dsl/plan.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::dryrun {

// For each of `count` inputs the member of the mix that has fallen furthest behind its share: low
// discrepancy, no chance.
std::vector<std::uint32_t> mix_order(const dsl::Generator& mix, std::uint64_t count);

// A number of a ramp, which goes by `progress` (a share), or of a distribution, which goes by seed
// and place.
double drawn(const dsl::Generator& generator, double progress, std::uint64_t seed,
             std::uint64_t place);

}  // namespace tocsin::dryrun
