// Arithmetic. Times stay whole nanoseconds: a double would round them by a quarter of a
// microsecond.
#include "base/check.hpp"
#include "evaluators/row_expr.hpp"
#include "evaluators/row_kernels.hpp"

namespace tocsin::evaluators {

using dsl::RowExpr;
using dsl::RowOp;

namespace {

template <typename F>
std::vector<double> combine_numbers(std::size_t rows, Operand<double> a, Operand<double> b, F f) {
  std::vector<double> result(rows);
  with_operands(a, b, [&](auto left, auto right) {
    for (std::size_t i = 0; i < rows; ++i) result[i] = f(left(i), right(i));
  });
  return result;
}

std::vector<double> combine_by(RowOp op, std::size_t rows, Operand<double> a, Operand<double> b) {
  switch (op) {
    case RowOp::add: return combine_numbers(rows, a, b, [](double x, double y) { return x + y; });
    case RowOp::subtract:
      return combine_numbers(rows, a, b, [](double x, double y) { return x - y; });
    case RowOp::multiply:
      return combine_numbers(rows, a, b, [](double x, double y) { return x * y; });
    case RowOp::divide:  // x/0 and 0/0 are not finite and end as missing
      return combine_numbers(rows, a, b, [](double x, double y) { return x / y; });
    case RowOp::min:
      return combine_numbers(rows, a, b, [](double x, double y) { return y < x ? y : x; });
    default: return combine_numbers(rows, a, b, [](double x, double y) { return x < y ? y : x; });
  }
}

// What a time is moved by: the other operand, in whole nanoseconds.
struct Shift {
  const RowValues& values;
  std::int64_t operator()(std::size_t i) const {
    return to_nanoseconds(values.is_constant ? values.number : values.numbers[i]);
  }
};

// f(i, out) tells whether the result fits.
template <typename F>
RowValues checked_times(const Bits& valid, F f) {
  std::vector<std::int64_t> times(valid.size());
  Bits fits = bits_where(valid.size(), [&](std::size_t i) { return valid[i] && f(i, &times[i]); });
  return time_values(std::move(times), std::move(fits));
}

RowValues time_difference(const RowValues& a, const RowValues& b, const Bits& valid) {
  std::vector<double> result(valid.size());
  const Bits fits = with_operands(times_in(a), times_in(b), [&](auto left, auto right) {
    return bits_where(valid.size(), [&](std::size_t i) {
      std::int64_t difference = 0;
      if (!valid[i] || __builtin_sub_overflow(left(i), right(i), &difference)) return false;
      result[i] = static_cast<double>(difference);
      return true;
    });
  });
  return number_values(std::move(result), fits);
}

RowValues moved_time(RowOp op, const RowValues& time, const Shift& by, const Bits& valid) {
  const Operand<std::int64_t> at = times_in(time);
  return checked_times(valid, [&](std::size_t i, std::int64_t* out) {
    const std::int64_t from = at.column != nullptr ? at.column[i] : at.constant;
    return op == RowOp::add ? !__builtin_add_overflow(from, by(i), out)
                            : !__builtin_sub_overflow(from, by(i), out);
  });
}

RowValues earlier_or_later(RowOp op, const RowValues& a, const RowValues& b, const Bits& valid) {
  return with_operands(times_in(a), times_in(b), [&](auto left, auto right) {
    return checked_times(valid, [&](std::size_t i, std::int64_t* out) {
      *out = (op == RowOp::min) == (right(i) < left(i)) ? right(i) : left(i);
      return true;
    });
  });
}

RowValues combine_times(RowOp op, const RowValues& a, const RowValues& b, const Bits& valid) {
  if (is_time(a) && is_time(b)) {
    return op == RowOp::subtract ? time_difference(a, b, valid) : earlier_or_later(op, a, b, valid);
  }
  return is_time(a) ? moved_time(op, a, Shift{b}, valid) : moved_time(op, b, Shift{a}, valid);
}

RowValues combine(RowOp op, const RowValues& a, const RowValues& b) {
  TOCSIN_CHECK(!is_text(a) && !is_text(b), "texts are not computed with");
  Bits valid = both(a.valid, b.valid);
  if (is_time(a) || is_time(b)) return combine_times(op, a, b, valid);
  auto numbers = combine_by(op, valid.size(), numbers_in(a), numbers_in(b));
  valid &= finite_in(numbers);
  return number_values(std::move(numbers), std::move(valid));
}

double changed(RowOp op, double x) {
  if (op == RowOp::negate) return -x;
  return op == RowOp::abs ? std::abs(x) : std::round(x);
}

}  // namespace

RowValues evaluate_arithmetic(Block& block, const RowExpr& expr) {
  TOCSIN_CHECK(expr.args.size() >= 2, "an operator stands between two operands");
  RowValues result = combine(expr.op, counted_operand(block, *expr.args[0]),
                             counted_operand(block, *expr.args[1]));
  for (std::size_t i = 2; i < expr.args.size(); ++i) {
    result = combine(expr.op, result, counted_operand(block, *expr.args[i]));
  }
  return result;
}

RowValues evaluate_unary(Block& block, const RowExpr& expr) {
  const RowValues& arg = block.values(*expr.args[0]);
  TOCSIN_CHECK(!is_text(arg), "texts are not computed with");
  std::vector<double> result(arg.numbers.begin(), arg.numbers.end());
  for (auto& x : result) x = changed(expr.op, x);
  return number_values(std::move(result), arg.valid);
}

}  // namespace tocsin::evaluators
