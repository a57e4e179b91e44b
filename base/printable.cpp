#include "base/printable.hpp"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // bytes; 0: no UTF-8
};

std::size_t size_by(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// Strict: no overlong form, no surrogate, nothing past U+10FFFF.
CodePoint first_of(std::string_view text) {
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = size_by(lead);
  if (size == 0 || size > text.size()) return {};
  char32_t value = size == 1 ? lead : lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[i])) return {};
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  if (value < kSmallest[size] || value > 0x10FFFF || surrogate) return {};
  return {value, size};
}

bool acts_on_a_terminal(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool separator = c == 0x2028 || c == 0x2029;
  const bool direction = c == 0x061C || c == 0x200E || c == 0x200F ||
                         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return control || separator || direction;
}

enum class LineEnds { blank, keep };

std::string cleaned(std::string_view text, LineEnds ends) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    const auto bytes = text.substr(0, std::max<std::size_t>(point.size, 1));
    if (point.size == 0)
      out += kReplacement;
    else if (point.value == '\n' && ends == LineEnds::keep)
      out += '\n';
    else if (acts_on_a_terminal(point.value))
      out += ' ';
    else
      out += bytes;
    text.remove_prefix(bytes.size());
  }
  return out;
}

// CR LF and CR as LF.
std::string unix_line_ends(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i] == '\r' ? '\n' : text[i];
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) { return cleaned(text, LineEnds::blank); }

std::string printable_lines(std::string_view text) {
  return cleaned(unix_line_ends(text), LineEnds::keep);
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

}  // namespace tocsin
