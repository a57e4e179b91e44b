#include "base/printable.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

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
    const CodePoint point = first_code_point(text);
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

}  // namespace tocsin
