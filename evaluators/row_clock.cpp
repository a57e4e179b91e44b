// Hour and weekday of a time, as a clock in the zone of the model's time shows them.
#include "base/check.hpp"
#include "evaluators/local_time.hpp"
#include "evaluators/row_expr.hpp"
#include "evaluators/row_kernels.hpp"

namespace tocsin::evaluators {

RowValues evaluate_clock(Block& block, const dsl::RowExpr& expr) {
  const RowValues& at = block.values(*expr.args[0]);
  TOCSIN_CHECK(at.form == RowValues::Form::times, "hour and weekday are of a time");
  std::vector<double> result(block.rows());
  LocalTime clock(block.schema().time_zone);
  // The checker knows every zone; a machine that does not cannot say the hour.
  if (!clock.is_known()) return number_values(std::move(result), Bits(block.rows()));
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (!at.valid[i]) continue;
    result[i] = expr.op == dsl::RowOp::hour ? clock.hour(at.times[i]) : clock.weekday(at.times[i]);
  }
  return number_values(std::move(result), at.valid);
}

}  // namespace tocsin::evaluators
