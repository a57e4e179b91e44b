#include "dsl/literal.hpp"

#include "dsl/characters.hpp"
#include "dsl/words.hpp"

#include <cctype>
#include <charconv>
#include <cmath>
#include <iterator>

namespace tocsin::dsl {

namespace {

std::size_t digits_size(std::string_view text, std::size_t at) {
  std::size_t i = at;
  if (i < text.size() && is_digit(text[i]))
    while (i < text.size() && (is_digit(text[i]) || text[i] == '_')) ++i;
  return i - at;
}

std::size_t exponent_size(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != 'e' && text[at] != 'E')) return 0;
  std::size_t sign = at + 1;
  if (sign < text.size() && (text[sign] == '+' || text[sign] == '-')) ++sign;
  const auto digits = digits_size(text, sign);
  return digits == 0 ? 0 : sign - at + digits;
}

// Of a number that no double holds: is it too small rather than too large?
bool is_tiny(const std::string& digits) {
  long double wide = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), wide);
  if (read.ec == std::errc{}) return wide < 1;
  return digits.find_first_of("eE") < digits.find('-') && digits.find('-') != std::string::npos;
}

std::size_t unit_size(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && is_id_start(text[i])) ++i;
  return i;
}

char escape_value(char c) {
  if (c == 'n') return '\n';
  if (c == 't') return '\t';
  return c;
}

}  // namespace

std::size_t number_size(std::string_view text) {
  auto size = digits_size(text, 0);
  if (size < text.size() && text[size] == '.') {
    const auto fraction = digits_size(text, size + 1);
    if (fraction > 0) size += 1 + fraction;
  }
  return size + exponent_size(text, size);
}

std::optional<double> number_value(std::string_view text) {
  std::string digits(text.substr(0, number_size(text)));
  std::erase(digits, '_');
  const char* end = digits.data() + digits.size();
  double value = 0;
  const auto read = std::from_chars(digits.data(), end, value);
  if (read.ec == std::errc{}) return value;
  return is_tiny(digits) ? std::optional(0.0) : std::nullopt;
}

double hundredths(double written) {
  if (written == std::trunc(written)) return written / 100;
  char digits[32];
  const auto end =
      std::to_chars(std::begin(digits), std::end(digits), written, std::chars_format::scientific);
  const std::string_view text(std::begin(digits), end.ptr);
  const auto mark = text.find('e');
  int exponent = 0;
  const auto first = text.substr(mark + 1).starts_with('+') ? mark + 2 : mark + 1;
  std::from_chars(text.data() + first, text.data() + text.size(), exponent);
  const auto shifted = std::string(text.substr(0, mark + 1)) + std::to_string(exponent - 2);
  double value = 0;
  std::from_chars(shifted.data(), shifted.data() + shifted.size(), value);
  return value;
}

std::string_view unit_text(std::string_view text) {
  text.remove_prefix(number_size(text));
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  if (text.starts_with('%')) return text.substr(0, 1);
  text = text.substr(0, unit_size(text));
  return is_time_word(text) ? unit_of(text) : text;
}

std::optional<Duration> duration_value(std::string_view text) {
  if (const auto value = parse_duration(text)) return value;
  const auto number = text.substr(0, number_size(text));
  return parse_duration(std::string(number) + std::string(unit_text(text)));
}

std::optional<char32_t> code_point(std::string_view hex) {
  std::uint32_t value = 0;
  const auto read = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
  if (read.ec != std::errc{} || read.ptr != hex.data() + hex.size()) return std::nullopt;
  if (value > 0x10FFFF) return std::nullopt;
  if (value == 0 || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return static_cast<char32_t>(value);
}

std::string to_utf8(char32_t point) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  const auto value = static_cast<std::uint32_t>(point);
  if (value < 0x80) return {byte(value)};
  if (value < 0x800) return {byte(0xC0 | value >> 6), byte(0x80 | (value & 0x3F))};
  if (value < 0x10000)
    return {byte(0xE0 | value >> 12), byte(0x80 | (value >> 6 & 0x3F)),
            byte(0x80 | (value & 0x3F))};
  return {byte(0xF0 | value >> 18), byte(0x80 | (value >> 12 & 0x3F)),
          byte(0x80 | (value >> 6 & 0x3F)), byte(0x80 | (value & 0x3F))};
}

std::size_t code_point_size(std::string_view escape) {
  if (!escape.starts_with("\\u{")) return 0;
  std::size_t i = 3;
  while (i < escape.size() && std::isxdigit(static_cast<unsigned char>(escape[i]))) ++i;
  return i > 3 && i < escape.size() && escape[i] == '}' ? i + 1 : 0;
}

std::string text_value(std::string_view text) {
  constexpr std::string_view kRaw = "\"\"\"";
  if (text.starts_with(kRaw)) {
    text.remove_prefix(kRaw.size());
    if (text.ends_with(kRaw)) text.remove_suffix(kRaw.size());
    return std::string(text);
  }
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const auto first = i;
    while (i < text.size() && text[i] != '\\' && text[i] != '"') ++i;
    value.append(text, first, i - first);
    if (i == text.size() || text[i] == '"') break;
    const auto size = code_point_size(text.substr(i));
    if (size > 0) {
      if (const auto point = code_point(text.substr(i + 3, size - 4))) value += to_utf8(*point);
      i += size - 1;
    } else if (text[i] == '\\' && i + 1 < text.size() &&
               std::string_view("nt\"\\{}").find(text[i + 1]) != std::string_view::npos) {
      value += escape_value(text[++i]);
    } else {
      value += text[i];
    }
  }
  return value;
}

}  // namespace tocsin::dsl
