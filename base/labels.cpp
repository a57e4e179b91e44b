#include "base/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace tocsin {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool needs_quotes(std::string_view text) {
  if (text.empty()) return false;
  if (is_blank(text.front()) || is_blank(text.back())) return true;
  return std::ranges::any_of(
      text, [](char c) { return c == ',' || c == '=' || c == '"' || is_control(c); });
}

std::string escaped(char c) {
  switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return is_control(c) ? fmt::format("\\u{{{:x}}}", c) : std::string(1, c);
  }
}

void append(std::string& out, std::string_view text) {
  if (!needs_quotes(text)) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) out += escaped(c);
  out += '"';
}

}  // namespace

std::string to_text(const Labels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!out.empty()) out += ',';
    append(out, name);
    out += '=';
    append(out, value);
  }
  return out;
}

}  // namespace tocsin
