// Makes row expressions: canonical texts, constants computed once, one place that knows the shape.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::dsl {

RowExprPtr make_number(const Type& type, double value);
RowExprPtr make_text(const Type& type, std::string value);
RowExprPtr make_field(const Type& type, std::size_t field, std::string_view name);

// An operator or function over `args`; arithmetic on constants is done here. `zone` is that of
// hour() and weekday().
RowExprPtr make_op(RowOp op, const Type& type, std::vector<RowExprPtr> args, std::string text = {});
RowExprPtr make_in_set(RowExprPtr value, std::vector<std::string> texts,
                       std::vector<double> numbers);
RowExprPtr make_in_range(RowExprPtr value, double low, double high);

// As the reference has it: within its range, widened by `slack`, or one of its values.
RowExprPtr make_in_reference(RowOp op, RowExprPtr value, std::size_t reference,
                             std::string_view name, double slack);

// Both hold; either may be null, which is always true.
RowExprPtr make_both(RowExprPtr a, RowExprPtr b);

bool is_constant(const RowExpr& expr);

// Canonical texts: `name` in back-ticks, a text in quotes.
std::string in_quotes(std::string_view text);

}  // namespace tocsin::dsl
