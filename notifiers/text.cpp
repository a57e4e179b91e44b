#include "notifiers/text.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace tocsin::notifiers {
namespace {

constexpr std::string_view kEllipsis = "…";

// So many bytes that more than `most` code points are in them, if the text has as many.
std::string_view within_reach(std::string_view text, std::size_t most) {
  constexpr std::size_t kLongestCodePoint = 4;
  return text.substr(0, std::min(text.size(), kLongestCodePoint * (most + 1)));
}

}  // namespace

std::string cut(std::string_view text, std::size_t most) {
  if (code_points(text) <= most) return std::string(text);
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
  return cut(printable(within_reach(text, most)), most);
}

std::string short_lines(std::string_view text, std::size_t most) {
  return cut(printable_lines(within_reach(text, most)), most);
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
  if (text.find_first_of(kUnfit) != std::string_view::npos || printable(text) != text) return false;
  return net::parse_url(text).has_value();
}

}  // namespace tocsin::notifiers
