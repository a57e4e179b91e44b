#include "notifiers/text.hpp"

#include "net/url.hpp"

#include <algorithm>
#include <cstdint>

namespace tocsin::notifiers {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "…";

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // bytes; 0: invalid
};

std::size_t expected_size(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

// Strict: no overlong form, no surrogate, nothing past U+10FFFF.
CodePoint decode(std::string_view text) {
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = expected_size(lead);
  if (size == 0 || size > text.size()) return {};
  char32_t value = size == 1 ? lead : lead & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[i])) return {};
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  if (value < kSmallest[size] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return {};
  return {value, size};
}

bool is_unfit(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool separator = c == 0x2028 || c == 0x2029;
  const bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return control || separator || direction;
}

enum class LineEnds { blank, keep };

std::string cleaned(std::string_view text, LineEnds ends) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto point = decode(text);
    const auto bytes = text.substr(0, std::max<std::size_t>(point.size, 1));
    if (point.size == 0)
      out += kReplacement;
    else if (point.value == '\n' && ends == LineEnds::keep)
      out += '\n';
    else if (is_unfit(point.value))
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

// So many bytes that more than `most` code points are in them, if the text has as many.
std::string_view within_reach(std::string_view text, std::size_t most) {
  constexpr std::size_t kLongestCodePoint = 4;
  return text.substr(0, std::min(text.size(), kLongestCodePoint * (most + 1)));
}

}  // namespace

std::string one_line(std::string_view text) { return cleaned(text, LineEnds::blank); }

std::string some_lines(std::string_view text) {
  return cleaned(unix_line_ends(text), LineEnds::keep);
}

std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::string cut(std::string_view text, std::size_t most) {
  if (length(text) <= most) return std::string(text);
  std::size_t end = 0;
  for (std::size_t points = 0;; ++end) {
    if (is_continuation(text[end])) continue;
    if (points == most - 1) break;
    ++points;
  }
  return std::string(text.substr(0, end)) + std::string(kEllipsis);
}

std::string cut_bytes(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && is_continuation(text[most])) --most;
  return std::string(text.substr(0, most));
}

std::string short_line(std::string_view text, std::size_t most) {
  return cut(one_line(within_reach(text, most)), most);
}

std::string short_lines(std::string_view text, std::size_t most) {
  return cut(some_lines(within_reach(text, most)), most);
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

bool is_web_link(std::string_view text) {
  constexpr std::string_view kUnfit = " \"<>`\\";
  if (!text.starts_with("http://") && !text.starts_with("https://")) return false;
  if (text.find_first_of(kUnfit) != std::string_view::npos || one_line(text) != text) return false;
  return net::parse_url(text).has_value();
}

}  // namespace tocsin::notifiers
