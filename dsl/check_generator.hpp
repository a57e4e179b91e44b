// Values that a test gives to a field: constants and the generators cycle, mix, ramp, normal,
// uniform.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// Nothing after T1203, T7103 or T7106. `model` is an index into the Plan.
std::optional<AssignPlan> check_assign(Checking& c, Package& package, std::size_t model,
                                       const ast::Assign& assign);

// The answers of a raw query of this type. Nothing after T2112, T7103 or T7106.
std::optional<Generator> check_answer(Checking& c, Package& package, const Type& type,
                                      const ast::Expr& expr);

}  // namespace tocsin::dsl
