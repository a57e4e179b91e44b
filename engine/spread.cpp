#include "engine/spread.hpp"

#include <cmath>

namespace tocsin::engine {
namespace {

using Values = std::span<const evaluators::Value>;

// A value, and how fast it changes with one of the aggregates.
struct Moving {
  double value = kUnknown;
  double slope = kUnknown;
};

bool may_be_zero(const dsl::WindowExpr& divisor, Values aggregates) {
  if (divisor.op != dsl::WindowOp::aggregate) return false;
  const auto& value = aggregates[divisor.aggregate];
  return !(value.low > 0 || value.high < 0);
}

Moving quotient(Moving a, Moving b) {
  return {a.value / b.value, (a.slope - a.value / b.value * b.slope) / b.value};
}

Moving moving(const dsl::WindowExpr& expr, Values aggregates, std::size_t with) {
  using Op = dsl::WindowOp;
  if (expr.op == Op::constant) return {expr.number, 0};
  if (expr.op == Op::aggregate)
    return {aggregates[expr.aggregate].value, expr.aggregate == with ? 1.0 : 0.0};
  const Moving a = moving(*expr.args[0], aggregates, with);
  if (expr.op == Op::negate) return {-a.value, -a.slope};
  const Moving b = moving(*expr.args[1], aggregates, with);
  switch (expr.op) {
    case Op::add: return {a.value + b.value, a.slope + b.slope};
    case Op::subtract: return {a.value - b.value, a.slope - b.slope};
    case Op::multiply: return {a.value * b.value, a.slope * b.value + a.value * b.slope};
    case Op::divide: return may_be_zero(*expr.args[1], aggregates) ? Moving{} : quotient(a, b);
    default: return {};
  }
}

double square(double x) { return x * x; }

}  // namespace

evaluators::Interval spread_of(const dsl::WindowExpr& expr, Values aggregates) {
  double value = kUnknown, below = 0, above = 0;
  for (std::size_t i = 0; i < aggregates.size(); ++i) {
    const Moving here = moving(expr, aggregates, i);
    value = here.value;
    if (here.slope == 0) continue;
    const double down = here.slope * (aggregates[i].value - aggregates[i].low);
    const double up = here.slope * (aggregates[i].high - aggregates[i].value);
    below += square(here.slope < 0 ? up : down);
    above += square(here.slope < 0 ? down : up);
  }
  return {value - std::sqrt(below), value + std::sqrt(above)};
}

}  // namespace tocsin::engine
