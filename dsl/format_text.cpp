#include "dsl/format_text.hpp"

#include <algorithm>

namespace tocsin::dsl {

namespace {

constexpr std::string_view kRaw = "\"\"\"";

}  // namespace

std::optional<std::string> in_plain_quotes(std::string_view written) {
  if (written.size() < 2 * kRaw.size() || !written.starts_with(kRaw)) return std::nullopt;
  const auto inside = written.substr(kRaw.size(), written.size() - 2 * kRaw.size());
  if (inside.find_first_of("\"\\\r\n") != std::string_view::npos) return std::nullopt;
  return "\"" + std::string(inside) + "\"";
}

std::optional<std::string> in_raw_quotes(std::string_view written) {
  if (written.size() < 2 || written.starts_with(kRaw) || !written.ends_with('"'))
    return std::nullopt;
  std::string value;
  for (std::size_t i = 1; i + 1 < written.size(); ++i) {
    const bool escape = written[i] == '\\';
    if (escape && ++i + 1 >= written.size()) return std::nullopt;
    if (escape && written[i] != '"' && written[i] != '\\') return std::nullopt;
    value += written[i];
  }
  if (value.find(kRaw) != std::string::npos || value.starts_with('"') || value.ends_with('"'))
    return std::nullopt;
  return std::string(kRaw) + value + std::string(kRaw);
}

}  // namespace tocsin::dsl
