#include "dsl/literal.hpp"

#include "dsl/characters.hpp"
#include "dsl/words.hpp"

#include <charconv>
#include <cmath>

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
  double value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec == std::errc::result_out_of_range && !std::isinf(value) && value < 1) return 0.0;
  if (read.ec != std::errc{}) return std::nullopt;
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
  if (read.ec != std::errc{} || value > 0x10FFFF) return std::nullopt;
  if (value == 0 || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return static_cast<char32_t>(value);
}

std::string to_utf8(char32_t point) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  const auto value = static_cast<std::uint32_t>(point);
  if (value < 0x80) return {byte(value)};
  if (value < 0x800) return {byte(0xC0 | value >> 6), byte(0x80 | (value & 0x3F))};
  if (value < 0x10000)
    return {byte(0xE0 | value >> 12), byte(0x80 | (value >> 6 & 0x3F)), byte(0x80 | (value & 0x3F))};
  return {byte(0xF0 | value >> 18), byte(0x80 | (value >> 12 & 0x3F)), byte(0x80 | (value >> 6 & 0x3F)),
          byte(0x80 | (value & 0x3F))};
}

std::string text_value(std::string_view text) {
  constexpr std::string_view kRaw = "\"\"\"";
  if (text.starts_with(kRaw)) {
    text.remove_prefix(kRaw.size());
    if (text.ends_with(kRaw)) text.remove_suffix(kRaw.size());
    return std::string(text);
  }
  std::string value;
  for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      value += text[i];
      continue;
    }
    const auto rest = text.substr(i + 1);
    const auto close = rest.find('}');
    if (rest.starts_with("u{") && close != std::string_view::npos) {
      if (const auto point = code_point(rest.substr(2, close - 2))) value += to_utf8(*point);
      i += close + 1;
    } else if (std::string_view("nt\"\\{}").find(rest[0]) != std::string_view::npos) {
      value += escape_value(rest[0]);
      ++i;
    } else {
      value += text[i];
    }
  }
  return value;
}

}  // namespace tocsin::dsl
