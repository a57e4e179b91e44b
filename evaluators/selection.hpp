// Walks over the rows that an aggregate was given, and counts bits among them.
#pragma once

#include "base/bits.hpp"

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

template <typename Visit>
void for_each_set(const Bits& bits, Rows rows, Visit visit) {
  for (const auto row : rows)
    if (bits[row]) visit(row);
}

}  // namespace tocsin::evaluators
