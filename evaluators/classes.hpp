// The conditions that performance measures ask about predictions and labels.
#pragma once

#include "base/schema.hpp"
#include "dsl/plan.hpp"

#include <cstddef>
#include <string>

namespace tocsin::evaluators {

// The field has the value that the rules call positive. `positive` is a text: of a category or text
// it is compared as it stands, of a number or yes/no field by its number ("true" is 1).
dsl::RowExprPtr is_positive(const Schema& schema, std::size_t field, const std::string& positive);

// Both fields have the same value, by text or by number; categories may be of two dictionaries.
dsl::RowExprPtr are_equal(const Schema& schema, std::size_t a, std::size_t b);

dsl::RowExprPtr field_value(const Schema& schema, std::size_t field);

}  // namespace tocsin::evaluators
