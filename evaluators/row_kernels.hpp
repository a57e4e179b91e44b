// The loops under the operators: over columns and constants alike, results as words of bits.
#pragma once

#include "base/bits.hpp"
#include "evaluators/row_values.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace tocsin::evaluators {

// A column, or a constant that stands for all rows.
template <typename T>
struct Operand {
  const T* column = nullptr;
  T constant{};
};

inline Operand<double> numbers_in(const RowValues& values) {
  if (values.is_constant) return {nullptr, values.number};
  return {values.numbers.data(), 0};
}

// Times since the epoch fit into 64 bits; a constant beyond is taken for the nearest that does.
inline std::int64_t to_nanoseconds(double number) {
  constexpr double kLimit = 9223372036854774784.0;  // the last double below 2^63
  return static_cast<std::int64_t>(std::llround(std::clamp(number, -kLimit, kLimit)));
}

inline Operand<std::int64_t> times_in(const RowValues& values) {
  if (values.is_constant) return {nullptr, to_nanoseconds(values.number)};
  return {values.times.data(), 0};
}

// Bit i is set where f(i); f may be asked for any row.
template <typename F>
Bits bits_where(std::size_t rows, F f) {
  Bits bits(rows);
  auto& words = bits.words();
  for (std::size_t w = 0; w < words.size(); ++w) {
    const std::size_t first = w * 64;
    const std::size_t count = std::min<std::size_t>(64, rows - first);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < count; ++i) {
      word |= static_cast<std::uint64_t>(static_cast<bool>(f(first + i))) << i;
    }
    words[w] = word;
  }
  return bits;
}

// Calls f(get_a, get_b) with two functions of the row, so that constants stay in registers.
template <typename T, typename F>
auto with_operands(Operand<T> a, Operand<T> b, F f) {
  const auto column_a = [p = a.column](std::size_t i) { return p[i]; };
  const auto column_b = [p = b.column](std::size_t i) { return p[i]; };
  const auto constant_a = [x = a.constant](std::size_t) { return x; };
  const auto constant_b = [x = b.constant](std::size_t) { return x; };
  if (a.column != nullptr && b.column != nullptr) return f(column_a, column_b);
  if (a.column != nullptr) return f(column_a, constant_b);
  if (b.column != nullptr) return f(constant_a, column_b);
  return f(constant_a, constant_b);
}

inline Bits finite_in(std::span<const double> numbers) {
  return bits_where(numbers.size(), [&](std::size_t i) {
    return std::abs(numbers[i]) <= std::numeric_limits<double>::max();
  });
}

inline Bits both(const Bits& a, const Bits& b) {
  Bits result = a;
  result &= b;
  return result;
}

inline Bits inverted(Bits bits) {
  bits.flip();
  return bits;
}

inline bool is_text(const RowValues& values) {
  return values.form == RowValues::Form::codes || values.form == RowValues::Form::texts;
}

inline bool is_time(const RowValues& values) { return values.form == RowValues::Form::times; }

// Of a valid row.
inline std::string_view text_at(const RowValues& values, std::size_t row) {
  if (values.is_constant) return values.text;
  if (values.form == RowValues::Form::codes) return values.dictionary->text(values.codes[row]);
  return values.texts[row];
}

// result[row] = f(text) for all valid rows; f is asked once a category where that is less work.
template <typename T, typename F>
std::vector<T> map_texts(const RowValues& values, std::size_t rows, F f) {
  std::vector<T> result(rows);
  if (values.form == RowValues::Form::codes && values.dictionary->size() <= rows) {
    std::vector<T> by_code(values.dictionary->size());
    for (std::uint32_t code = 0; code < by_code.size(); ++code) {
      by_code[code] = f(std::string_view(values.dictionary->text(code)));
    }
    for (std::size_t i = 0; i < rows; ++i)
      if (values.valid[i]) result[i] = by_code[values.codes[i]];
    return result;
  }
  for (std::size_t i = 0; i < rows; ++i)
    if (values.valid[i]) result[i] = f(text_at(values, i));
  return result;
}

// A yes/no result; what is not valid is not true.
inline RowValues truth_values(Bits truth, Bits valid) {
  RowValues result;
  result.form = RowValues::Form::truth;
  truth &= valid;
  result.truth = std::move(truth);
  result.valid = std::move(valid);
  return result;
}

inline RowValues number_values(std::vector<double> numbers, Bits valid) {
  RowValues result;
  result.own.numbers = std::move(numbers);
  result.numbers = result.own.numbers;
  result.valid = std::move(valid);
  return result;
}

inline RowValues time_values(std::vector<std::int64_t> times, Bits valid) {
  RowValues result;
  result.form = RowValues::Form::times;
  result.own.times = std::move(times);
  result.times = result.own.times;
  result.valid = std::move(valid);
  return result;
}

}  // namespace tocsin::evaluators
