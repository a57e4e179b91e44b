#include "base/time.hpp"

#include <array>
#include <utility>

namespace tocsin {
namespace {

using Unit = std::pair<std::string_view, std::uint64_t>;

// Largest first. Weeks are read and never written: `7d` says as much and needs no thought.
constexpr std::array<Unit, 7> kUnits{{
    {"d", 86'400'000'000'000},
    {"h", 3'600'000'000'000},
    {"m", 60'000'000'000},
    {"s", 1'000'000'000},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"ns", 1},
}};
constexpr std::uint64_t kWeek = 7 * kUnits[0].second;

__extension__ using Wide = unsigned __int128;
constexpr Wide kMost = std::uint64_t{1}
                       << 63;  // of either sign; the positive one is checked at last

// A number such as 1_000.5e3, as `mantissa` times ten to the power of `exponent`.
struct Number {
  std::uint64_t mantissa = 0;
  int exponent = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits and underscores, the first a digit. Past 19 digits only the place counts: no unit makes
// the rest of a fraction worth a nanosecond.
bool take_digits(std::string_view& text, Number& number, bool fraction) {
  if (text.empty() || !is_digit(text.front())) return false;
  for (; !text.empty() && (is_digit(text.front()) || text.front() == '_'); text.remove_prefix(1)) {
    if (text.front() == '_') continue;
    const bool fits = number.mantissa < 1'000'000'000'000'000'000;
    if (fits)
      number.mantissa = number.mantissa * 10 + static_cast<std::uint64_t>(text.front() - '0');
    number.exponent += (fits ? 0 : 1) - (fraction ? 1 : 0);
  }
  return true;
}

bool take_exponent(std::string_view& text, Number& number) {
  if (text.empty() || (text.front() != 'e' && text.front() != 'E')) return true;
  text.remove_prefix(1);
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (negative || text.front() == '+')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return false;
  int value = 0;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (value < 1'000) value = value * 10 + (text.front() - '0');
  }
  number.exponent += negative ? -value : value;
  return true;
}

bool take_number(std::string_view& text, Number& number) {
  if (!take_digits(text, number, false)) return false;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    if (!take_digits(text, number, true)) return false;
  }
  return take_exponent(text, number);
}

std::uint64_t take_unit(std::string_view& text) {
  std::uint64_t found = 0;
  std::size_t length = 0;
  for (const auto& [name, nanos] : kUnits) {
    if (text.starts_with(name) && name.size() > length) {
      found = nanos;
      length = name.size();
    }
  }
  if (text.starts_with('w')) found = kWeek, length = 1;
  text.remove_prefix(length);
  return found;
}

// To the nearest nanosecond; a value above kMost means "too much".
Wide nanoseconds(const Number& number, std::uint64_t unit) {
  Wide value = Wide{number.mantissa} * unit;
  for (int e = number.exponent; e > 0 && value != 0 && value <= kMost; --e) value *= 10;
  Wide scale = 1;
  for (int e = number.exponent; e < 0; ++e) {
    if (scale > value) return 0;
    scale *= 10;
  }
  return scale == 1 ? value : (value + scale / 2) / scale;
}

}  // namespace

std::string format_duration(Duration d) {
  if (d.count() == 0) return "0s";
  const bool negative = d.count() < 0;
  std::uint64_t rest = static_cast<std::uint64_t>(d.count());
  if (negative) rest = ~rest + 1;
  std::string text = negative ? "-" : "";
  for (const auto& [name, nanos] : kUnits) {
    if (rest < nanos) continue;
    text += std::to_string(rest / nanos);
    text += name;
    rest %= nanos;
  }
  return text;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  Wide total = 0;
  do {
    Number number;
    if (!take_number(text, number)) return std::nullopt;
    const std::uint64_t unit = take_unit(text);
    if (unit == 0) return std::nullopt;
    total += nanoseconds(number, unit);
    if (total > kMost || (total == kMost && !negative)) return std::nullopt;
  } while (!text.empty());
  const auto bits = static_cast<std::uint64_t>(total);
  return Duration(static_cast<std::int64_t>(negative ? ~bits + 1 : bits));
}

}  // namespace tocsin
