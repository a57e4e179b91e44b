// Makes window expressions; arithmetic on constants is done here.
#pragma once

#include "dsl/plan.hpp"

#include <vector>

namespace tocsin::dsl {

WindowExprPtr make_window_number(const Type& type, double value);
WindowExprPtr make_window_aggregate(const Type& type, std::size_t index);
WindowExprPtr make_window_raw(const Type& type);
WindowExprPtr make_window_op(WindowOp op, const Type& type, std::vector<WindowExprPtr> args);
// Yes or no: whether `condition` holds for `value`.
WindowExprPtr make_holds(Condition condition, WindowExprPtr value);
// The same value under another type.
WindowExprPtr retyped(const WindowExprPtr& value, const Type& type);

// The same text for the same meaning; aggregates by their own canonical texts.
std::string canonical(const WindowExpr& expr, const std::vector<AggregateCall>& aggregates);
std::string canonical(const Condition& condition);

}  // namespace tocsin::dsl
