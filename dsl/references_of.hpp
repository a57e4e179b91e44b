// The references that a call reads, wherever in it they are named.
#pragma once

#include "dsl/plan.hpp"

#include <cstddef>
#include <set>

namespace tocsin::dsl {

// By number in the model's plan: `against`, `on:`, `x in range(R)`, `x in values(R)`; those of the
// measure inside too.
std::set<std::size_t> references_of(const AggregateCall& call);

// Whether the expression asks what a reference holds.
bool asks_reference(const RowExpr& expr);

}  // namespace tocsin::dsl
