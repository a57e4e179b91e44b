#include "evaluators/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kFew = 1000;  // a comparing sort is done before the counts are
constexpr std::size_t kDigits = 8;  // bytes of a double, the lowest first
constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

using Keys = std::vector<std::uint64_t>;
using Counts = std::array<std::uint32_t, 256>;

// Rises with the number: positive ones get the upper bit, of negative ones every bit is turned.
std::uint64_t key_of(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x + 0.0);
  return bits & kSign ? ~bits : bits | kSign;
}

double number_of(std::uint64_t key) {
  return std::bit_cast<double>(key & kSign ? key & ~kSign : ~key);
}

std::uint8_t digit_of(std::uint64_t key, std::size_t digit) {
  return static_cast<std::uint8_t>(key >> (8 * digit));
}

std::array<Counts, kDigits> count_digits(const Keys& keys) {
  std::array<Counts, kDigits> counts{};
  for (const auto key : keys)
    for (std::size_t digit = 0; digit < kDigits; ++digit) ++counts[digit][digit_of(key, digit)];
  return counts;
}

void order_by(std::size_t digit, const Counts& counts, const Keys& from, Keys& to) {
  std::array<std::uint32_t, 256> next;
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < next.size(); ++i) {
    next[i] = before;
    before += counts[i];
  }
  for (const auto key : from) to[next[digit_of(key, digit)]++] = key;
}

// The byte from which on four tell most numbers apart.
std::size_t first_digit(const Keys& keys, const std::array<Counts, kDigits>& counts) {
  std::size_t highest = kDigits - 1;
  while (highest > 4 && counts[highest][digit_of(keys.front(), highest)] == keys.size()) --highest;
  return highest - 4;
}

// A byte that all have in common needs no pass.
void order_from(std::size_t first, const std::array<Counts, kDigits>& counts, Keys& keys,
                Keys& other) {
  for (std::size_t digit = first; digit < kDigits; ++digit) {
    if (counts[digit][digit_of(keys.front(), digit)] == keys.size()) continue;
    order_by(digit, counts[digit], keys, other);
    keys.swap(other);
  }
}

// Few are out of order, and not far; false when this is not so.
bool put_right(Keys& keys) {
  std::size_t moves_left = 2 * keys.size();
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const auto key = keys[i];
    std::size_t at = i;
    for (; at > 0 && keys[at - 1] > key && moves_left > 0; --at, --moves_left)
      keys[at] = keys[at - 1];
    keys[at] = key;
  }
  return moves_left > 0;
}

}  // namespace

// Byte by byte, the lower ones first. The lowest of all seldom decide, and are looked at only where
// they do.
void sort_numbers(std::vector<double>& numbers) {
  if (numbers.size() < kFew || numbers.size() > UINT32_MAX) {
    for (double& x : numbers) x += 0.0;
    std::ranges::sort(numbers);
    return;
  }
  Keys keys(numbers.size()), other(numbers.size());
  std::ranges::transform(numbers, keys.begin(), key_of);
  const auto counts = count_digits(keys);
  const std::size_t first = first_digit(keys, counts);
  order_from(first, counts, keys, other);
  if (first > 0 && !put_right(keys)) order_from(0, counts, keys, other);
  std::ranges::transform(keys, numbers.begin(), number_of);
}

}  // namespace tocsin::evaluators
