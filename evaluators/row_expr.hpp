// Evaluates expressions over one event for all rows of a block, a whole column at a time.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/block.hpp"
#include "evaluators/row_values.hpp"

namespace tocsin::evaluators {

// Operands are asked of the block, which remembers them. One function a family of operators; the
// checker has made sure that the types of the operands fit.
RowValues evaluate(Block& block, const dsl::RowExpr& expr);

RowValues evaluate_field(const Block& block, const dsl::RowExpr& expr);
RowValues evaluate_constant(const Block& block, const dsl::RowExpr& expr);
RowValues evaluate_logic(Block& block, const dsl::RowExpr& expr);       // and or not
RowValues evaluate_comparison(Block& block, const dsl::RowExpr& expr);  // = != < <= > >=
RowValues evaluate_membership(Block& block, const dsl::RowExpr& expr);  // in a set, in a range
RowValues evaluate_presence(Block& block, const dsl::RowExpr& expr);    // is missing, is present
RowValues evaluate_orelse(Block& block, const dsl::RowExpr& expr);
// Division by zero and results that are not finite are missing.
RowValues evaluate_arithmetic(Block& block, const dsl::RowExpr& expr);  // + - * / min max
RowValues evaluate_unary(Block& block, const dsl::RowExpr& expr);       // - abs round
RowValues evaluate_text(Block& block, const dsl::RowExpr& expr);        // like len lower
RowValues evaluate_clock(Block& block, const dsl::RowExpr& expr);       // hour weekday

// The operand, with `numbers` where it is a computed condition.
const RowValues& counted_operand(Block& block, const dsl::RowExpr& expr);

// Fills `numbers` (`texts` for a constant text) where the form alone has not.
void spread_numbers(RowValues& values, std::size_t rows);
// Fills `truth` of a yes/no constant.
void spread_truth(RowValues& values, std::size_t rows);

}  // namespace tocsin::evaluators
