// Walks over the rows that an aggregate was given, and counts bits among them.
#pragma once

#include "base/bits.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

namespace tocsin::evaluators {

// Row numbers, ascending.
using Rows = std::span<const std::uint32_t>;

// Whether the rows follow each other without a hole; then whole words can be counted.
inline bool is_run(Rows rows) {
  return !rows.empty() && rows.back() - rows.front() + 1 == rows.size();
}

// The sum of popcount(word(w) & rows) over the words that the rows touch.
template <typename Word>
std::uint64_t count_in_run(Rows rows, Word word) {
  const std::size_t first = rows.front() >> 6;
  const std::size_t last = rows.back() >> 6;
  std::uint64_t n = 0;
  for (std::size_t w = first; w <= last; ++w) {
    std::uint64_t bits = word(w);
    if (w == first) bits &= ~std::uint64_t{0} << (rows.front() & 63);
    if (w == last) bits &= ~std::uint64_t{0} >> (63 - (rows.back() & 63));
    n += static_cast<std::uint64_t>(std::popcount(bits));
  }
  return n;
}

inline std::uint64_t count_set(const Bits& bits, Rows rows) {
  if (is_run(rows)) return count_in_run(rows, [&](std::size_t w) { return bits.words()[w]; });
  std::uint64_t n = 0;
  for (const auto row : rows) n += bits[row] ? 1 : 0;
  return n;
}

inline std::uint64_t count_both(const Bits& a, const Bits& b, Rows rows) {
  if (is_run(rows)) {
    return count_in_run(rows, [&](std::size_t w) { return a.words()[w] & b.words()[w]; });
  }
  std::uint64_t n = 0;
  for (const auto row : rows) n += (a[row] && b[row]) ? 1 : 0;
  return n;
}

// In rising order. Of rows without a hole whole words are looked at: a row that is missing among
// others is a branch that cannot be guessed.
template <typename Visit>
void for_each_set(const Bits& bits, Rows rows, Visit visit) {
  if (!is_run(rows)) {
    for (const auto row : rows)
      if (bits[row]) visit(row);
    return;
  }
  for (std::uint32_t row = rows.front(), past = rows.back() + 1; row < past;) {
    const std::uint32_t size = std::min(64 - (row & 63), past - row);
    std::uint64_t word = bits.words()[row >> 6] >> (row & 63) << (64 - size) >> (64 - size);
    if (word == ~std::uint64_t{0} >> (64 - size)) {
      for (std::uint32_t i = 0; i < size; ++i) visit(row + i);
    } else {
      for (; word != 0; word &= word - 1)
        visit(row + static_cast<std::uint32_t>(std::countr_zero(word)));
    }
    row += size;
  }
}

}  // namespace tocsin::evaluators
