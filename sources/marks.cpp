#include "sources/marks.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tocsin::sources {
namespace {

// Of 64 bytes a bit each.
struct Masks {
  std::uint64_t commas = 0;
  std::uint64_t others = 0;  // quotes and line ends
};

#ifdef __SSE2__
std::uint64_t bits_of(__m128i bytes) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
}

Masks masks_of(const char* at) {
  const __m128i comma = _mm_set1_epi8(',');
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i newline = _mm_set1_epi8('\n');
  Masks masks;
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * part));
    const __m128i other =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, newline));
    masks.commas |= bits_of(_mm_cmpeq_epi8(bytes, comma)) << (16 * part);
    masks.others |= bits_of(other) << (16 * part);
  }
  return masks;
}
#else
Masks masks_of(const char* at) {
  Masks masks;
  for (int i = 0; i < 64; ++i) {
    masks.commas |= static_cast<std::uint64_t>(at[i] == ',') << i;
    masks.others |= static_cast<std::uint64_t>(at[i] == '"' || at[i] == '\n') << i;
  }
  return masks;
}
#endif

}  // namespace

bool Marks::look_on() {
  if (next_block_ >= end_) return false;
  const Masks masks = masks_of(next_block_);
  const auto left = static_cast<std::size_t>(end_ - next_block_);
  const std::uint64_t within = left < kBlock ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0};
  block_ = next_block_;
  next_block_ = left < kBlock ? end_ : next_block_ + kBlock;
  commas_ = masks.commas;
  marks_ = (masks.commas | masks.others) & within;
  return true;
}

Marks::Passed Marks::pass_commas() {
  Passed passed{.mark = end_};
  for (;;) {
    const std::uint64_t stops = marks_ & ~commas_;
    const std::uint64_t stop = stops & (~stops + 1);  // the lowest, or none
    const std::uint64_t commas = marks_ & (stop - 1);
    if (commas != 0) passed.last_comma = block_ + (kBlock - 1 - std::countl_zero(commas));
    passed.commas += static_cast<std::size_t>(std::popcount(commas));
    marks_ &= ~(commas | stop);
    if (stop != 0) {
      passed.mark = block_ + std::countr_zero(stop);
      return passed;
    }
    if (!look_on()) return passed;
  }
}

}  // namespace tocsin::sources
