// `x in range(R)` and `x in values(R)`: what a reference holds is put in once, before any row
// comes.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/block.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace tocsin::engine {

// All rows of a reference of a model, in the engine's codes.
using ReferenceBlock = std::function<evaluators::Block&(std::size_t model, std::size_t reference)>;

// The plan, where no rule asks; else a copy in which each such condition is one over the numbers or
// texts that the reference has. Without any known value there nothing can be said of a row: the
// condition is unknown.
std::shared_ptr<const dsl::Plan> with_reference_conditions(std::shared_ptr<const dsl::Plan> plan,
                                                           const ReferenceBlock& block);

}  // namespace tocsin::engine
