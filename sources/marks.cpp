#include "sources/marks.hpp"

#include <algorithm>
#include <bit>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tocsin::sources {
namespace {

// A bit for each of the 64 bytes at `at` that is a mark.
#ifdef __SSE2__
std::uint64_t mask_of(const char* at) {
  const __m128i comma = _mm_set1_epi8(',');
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i newline = _mm_set1_epi8('\n');
  std::uint64_t mask = 0;
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * part));
    const __m128i any =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(bytes, quote)),
                     _mm_cmpeq_epi8(bytes, newline));
    mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(any)))
            << (16 * part);
  }
  return mask;
}
#else
std::uint64_t mask_of(const char* at) {
  std::uint64_t mask = 0;
  for (int i = 0; i < 64; ++i) {
    const bool mark = at[i] == ',' || at[i] == '"' || at[i] == '\n';
    mask |= static_cast<std::uint64_t>(mark) << i;
  }
  return mask;
}
#endif

}  // namespace

void Marks::search() {
  base_ = searched_;
  at_ = count_ = 0;
  const auto size = std::min(static_cast<std::size_t>(end_ - base_), kStretch);
  for (std::size_t block = 0; block < size; block += kBlock) {
    std::uint64_t mask = mask_of(base_ + block);
    if (size - block < kBlock) mask &= (std::uint64_t{1} << (size - block)) - 1;
    for (; mask != 0; mask &= mask - 1) {
      offsets_[count_++] = static_cast<std::uint16_t>(block + std::countr_zero(mask));
    }
  }
  searched_ = base_ + size;
}

}  // namespace tocsin::sources
