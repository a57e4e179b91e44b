// Comparisons and memberships. Categories are compared by code: a constant is looked up once.
#include "base/check.hpp"
#include "evaluators/row_expr.hpp"
#include "evaluators/row_kernels.hpp"

#include <functional>

namespace tocsin::evaluators {

using dsl::RowExpr;
using dsl::RowOp;

namespace {

template <typename T, typename Compare>
Bits compare_all(std::size_t rows, Operand<T> a, Operand<T> b, Compare compare) {
  return with_operands(a, b, [&](auto left, auto right) {
    return bits_where(rows, [&](std::size_t i) { return compare(left(i), right(i)); });
  });
}

template <typename T>
Bits compare_by(RowOp op, std::size_t rows, Operand<T> a, Operand<T> b) {
  switch (op) {
    case RowOp::less: return compare_all(rows, a, b, std::less<T>());
    case RowOp::less_equal: return compare_all(rows, a, b, std::less_equal<T>());
    case RowOp::greater: return compare_all(rows, a, b, std::greater<T>());
    case RowOp::greater_equal: return compare_all(rows, a, b, std::greater_equal<T>());
    case RowOp::not_equal: return compare_all(rows, a, b, std::not_equal_to<T>());
    default: return compare_all(rows, a, b, std::equal_to<T>());
  }
}

Bits equal_code(const RowValues& values, std::string_view text, std::size_t rows) {
  const auto code = values.dictionary->find(text);
  if (!code) return Bits(rows);
  return bits_where(rows,
                    [codes = values.codes, c = *code](std::size_t i) { return codes[i] == c; });
}

// Two dictionaries number the same texts differently: the codes of `b` in terms of `a`.
Bits equal_across(const RowValues& a, const RowValues& b, std::size_t rows) {
  const std::uint32_t kNone = static_cast<std::uint32_t>(a.dictionary->size());
  std::vector<std::uint32_t> translated(b.dictionary->size());
  for (std::uint32_t code = 0; code < translated.size(); ++code) {
    translated[code] = a.dictionary->find(b.dictionary->text(code)).value_or(kNone);
  }
  return bits_where(
      rows, [&](std::size_t i) { return b.valid[i] && translated[b.codes[i]] == a.codes[i]; });
}

Bits equal_texts(const RowValues& a, const RowValues& b, std::size_t rows) {
  const bool a_codes = a.form == RowValues::Form::codes;
  const bool b_codes = b.form == RowValues::Form::codes;
  if (a_codes && b.is_constant) return equal_code(a, b.text, rows);
  if (b_codes && a.is_constant) return equal_code(b, a.text, rows);
  if (a_codes && b_codes && a.dictionary == b.dictionary) {
    return bits_where(rows, [&](std::size_t i) { return a.codes[i] == b.codes[i]; });
  }
  if (a_codes && b_codes && b.dictionary->size() <= rows) return equal_across(a, b, rows);
  return bits_where(rows, [&](std::size_t i) {
    return a.valid[i] && b.valid[i] && text_at(a, i) == text_at(b, i);
  });
}

Bits compare_texts(RowOp op, const RowValues& a, const RowValues& b, std::size_t rows) {
  TOCSIN_CHECK(is_text(a) && is_text(b), "a text is compared with a text");
  TOCSIN_CHECK(op == RowOp::equal || op == RowOp::not_equal, "texts have no order");
  Bits equal = equal_texts(a, b, rows);
  return op == RowOp::equal ? equal : inverted(std::move(equal));
}

Bits compare(RowOp op, const RowValues& a, const RowValues& b, std::size_t rows) {
  if (is_text(a) || is_text(b)) return compare_texts(op, a, b, rows);
  TOCSIN_CHECK(is_time(a) == is_time(b), "a time is compared with a time");
  if (is_time(a)) return compare_by(op, rows, times_in(a), times_in(b));
  return compare_by(op, rows, numbers_in(a), numbers_in(b));
}

// ---- sets and ranges ---------------------------------------------------------------------------

// Few members are faster one by one, and need no branch.
constexpr std::size_t kFew = 8;

template <typename T>
Bits among(std::size_t rows, std::span<const T> values, std::vector<T> members) {
  std::ranges::sort(members);
  if (members.size() > kFew) {
    return bits_where(
        rows, [&](std::size_t i) { return std::ranges::binary_search(members, values[i]); });
  }
  return bits_where(rows, [&](std::size_t i) {
    bool found = false;
    for (const T& member : members) found |= values[i] == member;
    return found;
  });
}

std::vector<std::uint32_t> codes_of(const Dictionary& dictionary,
                                    const std::vector<std::string>& members) {
  std::vector<std::uint32_t> codes;
  for (const auto& member : members) {
    const auto code = dictionary.find(member);
    if (code) codes.push_back(*code);
  }
  return codes;
}

std::vector<std::int64_t> times_of(const std::vector<double>& numbers) {
  std::vector<std::int64_t> times;
  for (const double number : numbers) times.push_back(to_nanoseconds(number));
  return times;
}

Bits in_set(const RowValues& values, const RowExpr& expr, std::size_t rows) {
  switch (values.form) {
    case RowValues::Form::texts: {
      std::vector<std::string_view> members(expr.set.begin(), expr.set.end());
      return among(rows, values.texts, std::move(members));
    }
    case RowValues::Form::codes:
      return among(rows, values.codes, codes_of(*values.dictionary, expr.set));
    case RowValues::Form::times: return among(rows, values.times, times_of(expr.numbers));
    default: return among(rows, values.numbers, expr.numbers);
  }
}

Bits in_range(const RowValues& values, const RowExpr& expr, std::size_t rows) {
  TOCSIN_CHECK(expr.numbers.size() == 2, "a range has two ends");
  const auto between = [rows](auto column, auto low, auto high) {
    return bits_where(rows, [=](std::size_t i) { return low <= column[i] && column[i] <= high; });
  };
  if (is_time(values)) {
    const auto ends = times_of(expr.numbers);
    return between(values.times, ends[0], ends[1]);
  }
  return between(values.numbers, expr.numbers[0], expr.numbers[1]);
}

}  // namespace

RowValues evaluate_comparison(Block& block, const RowExpr& expr) {
  const RowValues& a = counted_operand(block, *expr.args[0]);
  const RowValues& b = counted_operand(block, *expr.args[1]);
  Bits truth = compare(expr.op, a, b, block.rows());
  return truth_values(std::move(truth), both(a.valid, b.valid));
}

RowValues evaluate_membership(Block& block, const RowExpr& expr) {
  const RowValues& values = block.values(*expr.args[0]);
  Bits truth = expr.op == RowOp::in_set ? in_set(values, expr, block.rows())
                                        : in_range(values, expr, block.rows());
  return truth_values(std::move(truth), values.valid);
}

}  // namespace tocsin::evaluators
