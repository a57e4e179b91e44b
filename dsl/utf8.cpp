#include "dsl/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tocsin::dsl {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kTab = "    ";

struct Point {
  char32_t value = 0;
  std::size_t size = 1;
  bool valid = false;
};

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t announced_size(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

Point first_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const auto size = announced_size(lead);
  if (size == 1) return {lead, 1, true};
  if (size == 0 || text.size() < size) return {};
  char32_t value = lead & (0x7F >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[i])) return {};
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kLeast[size] || value > 0x10FFFF || surrogate) return {};
  return {value, size, true};
}

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t value) {
  return std::ranges::any_of(ranges, [=](Range r) { return value >= r.first && value <= r.last; });
}

// Coarse tables: whole blocks that terminals draw in no column or in two (Unicode 15, UAX 11).
constexpr std::array<Range, 8> kNoColumn{{{0x0300, 0x036F},
                                          {0x0483, 0x0489},
                                          {0x0591, 0x05BD},
                                          {0x200B, 0x200F},
                                          {0x202A, 0x202E},
                                          {0x20D0, 0x20FF},
                                          {0xFE00, 0xFE0F},
                                          {0xFEFF, 0xFEFF}}};
constexpr std::array<Range, 11> kTwoColumns{{{0x1100, 0x115F},
                                             {0x2E80, 0x303E},
                                             {0x3041, 0x33FF},
                                             {0x3400, 0x4DBF},
                                             {0x4E00, 0x9FFF},
                                             {0xA000, 0xA4CF},
                                             {0xAC00, 0xD7A3},
                                             {0xF900, 0xFAFF},
                                             {0xFF00, 0xFF60},
                                             {0x1F300, 0x1FAFF},
                                             {0x20000, 0x3FFFD}}};

std::size_t columns(char32_t value) {
  if (is_in(kNoColumn, value)) return 0;
  return is_in(kTwoColumns, value) ? 2 : 1;
}

// Marks that change the direction of text could make a line look like another one.
bool is_harmful(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || (value >= 0x202A && value <= 0x202E) ||
         (value >= 0x2066 && value <= 0x2069);
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const auto point = first_point(text.substr(i, 4));
    if (!point.valid) return i;
    i += point.size;
  }
  return std::nullopt;
}

std::size_t utf8_size(std::string_view text) { return first_point(text).size; }

std::size_t utf8_floor(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  for (int i = 0; i < 3 && at > 0 && at < text.size() && is_continuation(text[at]); ++i) --at;
  return at;
}

Shown shown(std::string_view line) {
  Shown result;
  for (std::size_t i = 0; i < line.size();) {
    const auto point = first_point(line.substr(i, 4));
    if (line[i] == '\t') {
      result.text += kTab;
      result.width += kTab.size();
    } else if (!point.valid || is_harmful(point.value)) {
      result.text += kReplacement;
      ++result.width;
    } else {
      result.text += line.substr(i, point.size);
      result.width += columns(point.value);
    }
    i += point.size;
  }
  return result;
}

}  // namespace tocsin::dsl
