// Cuts a run out of a row of bits.
#pragma once

#include "base/bits.hpp"

namespace tocsin::evaluators {

// Bits [begin, begin + count); what lies past the end of `bits` is not set.
inline Bits slice(const Bits& bits, std::size_t begin, std::size_t count) {
  Bits result(count);
  const auto& from = bits.words();
  auto& to = result.words();
  const std::size_t skip = begin >> 6;
  const unsigned shift = begin & 63;
  const auto word = [&](std::size_t w) { return w < from.size() ? from[w] : std::uint64_t{0}; };
  for (std::size_t w = 0; w < to.size(); ++w) {
    to[w] = word(skip + w) >> shift;
    if (shift != 0) to[w] |= word(skip + w + 1) << (64 - shift);
  }
  result.resize(count);  // clears what was copied past the end
  return result;
}

}  // namespace tocsin::evaluators
