#include "sources/number.hpp"

#include "base/load.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace tocsin::sources {
namespace {

// All exact: 5 to the power of 22 is below 2 to the power of 53.
constexpr std::array<double, 23> kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::uint64_t kMostExact = std::uint64_t{1} << 53;
constexpr int kMostDigits = 19;         // of a mantissa that surely fits 64 bits
constexpr int kMostExponent = 100'000;  // beyond, a number is zero or too large whatever its digits

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The parts of a number; `mantissa` wraps around when there are more than kMostDigits digits.
struct Parts {
  bool negative = false;
  std::uint64_t mantissa = 0;
  int digits = 0;
  int exponent = 0;                // of the last digit
  std::string_view unsigned_text;  // digits and point, without sign and exponent
};

constexpr std::uint64_t kZeros = 0x3030303030303030;

// Eight digits at once: side by side they become four numbers of two digits, two of four, one of
// eight. False when one of them is no digit.
inline bool value_of_eight(std::uint64_t bytes, std::uint64_t& value) {
  constexpr std::uint64_t kHigh = 0xf0f0f0f0f0f0f0f0;
  // A digit is 0x30 to 0x39: its upper half is 3, and stays 3 when six are added.
  if ((bytes & kHigh) != kZeros || ((bytes + 0x0606060606060606) & kHigh) != kZeros) return false;
  bytes -= kZeros;
  bytes = (bytes * 10 + (bytes >> 8)) & 0x00ff00ff00ff00ff;
  bytes = (bytes * 100 + (bytes >> 16)) & 0x0000ffff0000ffff;
  value = (bytes * 10'000 + (bytes >> 32)) & 0xffffffff;
  return true;
}

bool read_eight(const char* at, std::uint64_t& value) {
  return value_of_eight(load_eight(at), value);
}

// The lowest bytes, `count` of them, 0 to 7.
std::uint64_t lowest_bytes(int count) { return (std::uint64_t{1} << (8 * count)) - 1; }

// The place of the first point among eight characters, or 8.
int place_of_point(std::uint64_t bytes) {
  const std::uint64_t others = bytes ^ 0x2e2e2e2e2e2e2e2e;
  return std::countr_zero((others - 0x0101010101010101) & ~others & 0x8080808080808080) / 8;
}

// `bytes` without the one at `place`; what stands before moves up, behind `first`.
std::uint64_t without_byte(std::uint64_t bytes, int place, std::uint64_t first) {
  const std::uint64_t before = lowest_bytes(place);
  return (bytes & ~(before << 8 | 0xff)) | (bytes & before) << 8 | first;
}

// `-12.345678`: nine to sixteen characters with a point, as most numbers of most files have.
// Without a branch on sign or length, which cannot be guessed. Nothing for all others.
inline bool read_usual(std::string_view text, double& value) {
  const std::size_t size = text.size();
  if (size < 9 || size > 16) return false;
  // The first and the second half of sixteen characters, zeros in front.
  const auto missing = static_cast<int>(16 - size);
  const bool negative = text.front() == '-';
  std::uint64_t first = load_eight(text.data()) ^ (negative ? '-' ^ '0' : 0);
  first = first << (8 * missing) | (kZeros & lowest_bytes(missing));
  std::uint64_t second = load_eight(text.data() + size - 8);
  int point = place_of_point(first);
  if (point < 8) {
    first = without_byte(first, point, '0');
  } else {
    const int within = place_of_point(second);
    if (within == 8) return false;
    second = without_byte(second, within, first >> 56);
    first = first << 8 | '0';
    point += within;
  }
  std::uint64_t upper = 0, lower = 0;
  if (!value_of_eight(first, upper) || !value_of_eight(second, lower)) return false;
  // At most fifteen digits: both operands are exact.
  value = static_cast<double>(static_cast<std::int64_t>(upper * 100'000'000 + lower)) /
          kPowersOfTen[15 - point];
  const std::uint64_t sign = std::uint64_t{negative} << 63;
  value = std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) ^ sign);
  return true;
}

struct Digits {
  const char* end;
  std::uint64_t value;  // wraps around
};

// All digits from `at` on, behind those of `value`.
inline Digits read_digits(const char* at, const char* end, std::uint64_t value) {
  for (std::uint64_t eight = 0; end - at >= 8 && read_eight(at, eight); at += 8)
    value = value * 100'000'000 + eight;
  for (; at != end && is_digit(*at); ++at) value = value * 10 + static_cast<unsigned>(*at - '0');
  return {at, value};
}

bool read_exponent(const char*& at, const char* end, int& exponent) {
  if (at == end || (*at != 'e' && *at != 'E')) return true;
  ++at;
  const bool negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  if (at == end || !is_digit(*at)) return false;
  int value = 0;
  for (; at != end && is_digit(*at); ++at) {
    if (value < kMostExponent) value = value * 10 + (*at - '0');
  }
  exponent += negative ? -value : value;
  return true;
}

bool read_parts(std::string_view text, Parts& parts) {
  const char* at = text.data();
  const char* const end = at + text.size();
  if (at != end && (*at == '-' || *at == '+')) parts.negative = *at++ == '-';
  const char* const first = at;
  auto read = read_digits(at, end, 0);
  auto digits = read.end - first;
  if (read.end != end && *read.end == '.') {
    const char* const point = read.end + 1;
    read = read_digits(point, end, read.value);
    digits += read.end - point;
    parts.exponent = static_cast<int>(point - read.end);
  }
  at = read.end;
  parts.mantissa = read.value;
  parts.digits = static_cast<int>(digits);
  parts.unsigned_text = {first, static_cast<std::size_t>(at - first)};
  return digits > 0 && read_exponent(at, end, parts.exponent) && at == end;
}

bool same_word(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] | 0x20) != lower[i]) return false;
  }
  return true;
}

bool is_not_finite(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return same_word(text, "nan") || same_word(text, "inf") || same_word(text, "infinity");
}

// Zero, or out of range upwards? By the place of the first digit that is not zero.
bool is_tiny(const Parts& parts) {
  const auto first = parts.unsigned_text.find_first_not_of("0.");
  if (first == std::string_view::npos) return true;
  int behind = 0;  // digits behind the first one
  for (const char c : parts.unsigned_text.substr(first + 1)) behind += c == '.' ? 0 : 1;
  return parts.exponent + behind < 0;
}

// More digits or larger exponents than one exact division can take.
NumberRead read_slowly(const Parts& parts, int shift) {
  const auto point = parts.unsigned_text.find('.');
  const auto fraction = point == std::string_view::npos
                            ? 0
                            : static_cast<int>(parts.unsigned_text.size() - point - 1);
  std::string text(parts.unsigned_text);
  text += fmt::format("e{}", parts.exponent + fraction + shift);
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range || std::isinf(value)) {
    if (!is_tiny(parts)) return {NumberRead::Kind::too_large};
    value = 0;
  } else if (error != std::errc() || stop != text.data() + text.size()) {
    return {NumberRead::Kind::malformed};
  }
  return {NumberRead::Kind::finite, parts.negative ? -value : value};
}

}  // namespace

NumberRead read_number(std::string_view text, int shift) {
  NumberRead usual{NumberRead::Kind::finite};
  if (shift == 0 && read_usual(text, usual.value)) return usual;
  Parts parts;
  if (!read_parts(text, parts)) {
    return {is_not_finite(text) ? NumberRead::Kind::not_finite : NumberRead::Kind::malformed};
  }
  const int exponent = parts.exponent + shift;
  // Both operands are exact, so the one rounding of the division or product is the right one.
  if (parts.digits > kMostDigits || parts.mantissa > kMostExact || exponent < -22 ||
      exponent > 22) {
    return read_slowly(parts, shift);
  }
  auto value = static_cast<double>(parts.mantissa);
  if (exponent < 0) value /= kPowersOfTen[-exponent];
  if (exponent > 0) value *= kPowersOfTen[exponent];
  return {NumberRead::Kind::finite, parts.negative ? -value : value};
}

std::string canonical_number(std::string_view token) {
  if (token.find_first_of(".eE") == std::string_view::npos) return std::string(token);
  const auto number = read_number(token);
  if (number.kind != NumberRead::Kind::finite) return std::string(token);
  const bool whole = std::trunc(number.value) == number.value;
  if (whole && std::abs(number.value) <= static_cast<double>(kMostExact)) {
    return fmt::format("{}", static_cast<std::int64_t>(number.value));
  }
  return fmt::format("{}", number.value);
}

}  // namespace tocsin::sources
