#include "dsl/utf8.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tocsin::dsl {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kTab = "    ";

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

std::size_t utf8_size(std::string_view text) {
  return std::max<std::size_t>(first_code_point(text).size, 1);
}

std::size_t utf8_floor(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  for (int i = 0; i < 3 && at > 0 && at < text.size() && is_continuation(text[at]); ++i) --at;
  return at;
}

Shown shown(std::string_view line) {
  Shown result;
  for (std::size_t i = 0; i < line.size();) {
    const auto point = first_code_point(line.substr(i));
    if (line[i] == '\t') {
      result.text += kTab;
      result.width += kTab.size();
    } else if (point.size == 0 || is_harmful(point.value)) {
      result.text += kReplacement;
      ++result.width;
    } else {
      result.text += line.substr(i, point.size);
      result.width += columns(point.value);
    }
    i += std::max<std::size_t>(point.size, 1);
  }
  return result;
}

}  // namespace tocsin::dsl
