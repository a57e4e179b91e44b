#include "dsl/found_token.hpp"

#include "dsl/characters.hpp"
#include "dsl/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tocsin::dsl {

namespace {

constexpr std::size_t kLongestShown = 40;

std::size_t word_size(std::string_view rest) {
  return static_cast<std::size_t>(std::ranges::find_if_not(rest, is_id_char) - rest.begin());
}

// Numbers with their unit, dates and times: `0.5`, `95%`, `2026-03-02T09:00Z`.
std::size_t number_size(std::string_view rest) {
  std::size_t i = 0;
  while (i < rest.size()) {
    const bool digit_follows = i + 1 < rest.size() && is_digit(rest[i + 1]);
    const bool joins = rest[i] == '.' || rest[i] == '-' || rest[i] == ':';
    if (!is_id_char(rest[i]) && !(joins && digit_follows)) break;
    ++i;
  }
  return i < rest.size() && rest[i] == '%' ? i + 1 : i;
}

// In double or single quotes, to the end of the line when the quote is not closed.
std::size_t text_size(std::string_view rest) {
  for (std::size_t i = 1; i < rest.size() && rest[i] != '\n'; ++i) {
    if (rest[i] == '\\')
      ++i;
    else if (rest[i] == rest[0])
      return i + 1;
  }
  return std::min(rest.find_first_of("\r\n"), rest.size());
}

std::size_t mark_size(std::string_view rest) {
  static constexpr std::array<std::string_view, 11> kMarks{"<=", ">=", "!=", "==", "&&", "||",
                                                           "..", "=>", "->", "//", "/*"};
  for (const auto mark : kMarks)
    if (rest.starts_with(mark)) return mark.size();
  return utf8_size(rest);
}

std::size_t token_size(std::string_view rest) {
  const char c = rest.front();
  if (is_id_start(c)) return word_size(rest);
  if (is_digit(c)) return number_size(rest);
  if (c == '"' || c == '\'') return text_size(rest);
  return mark_size(rest);
}

}  // namespace

FoundToken token_at(std::string_view text, std::uint32_t at) {
  const auto rest = text.substr(at);
  if (rest.empty() || rest[0] == '\n' || rest[0] == '#' || rest.starts_with("\r\n"))
    return {at, at, {}, false};
  const auto size = token_size(rest);
  return {at, at + static_cast<std::uint32_t>(size), rest.substr(0, size), is_id_start(rest[0])};
}

std::string_view invisible(std::string_view token) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNames{{
      {"\xC2\xA0", "a no-break space (U+00A0)"},
      {"\xE2\x80\x87", "a figure space (U+2007)"},
      {"\xE2\x80\x89", "a thin space (U+2009)"},
      {"\xE2\x80\x8B", "a zero-width space (U+200B)"},
      {"\xE2\x80\xAF", "a narrow no-break space (U+202F)"},
      {"\xEF\xBB\xBF", "a byte order mark (U+FEFF)"},
  }};
  const auto* found = std::ranges::find(kNames, token, &decltype(kNames)::value_type::first);
  return found == kNames.end() ? std::string_view() : found->second;
}

std::string describe(const FoundToken& token, std::string_view text) {
  if (token.begin >= text.size()) return "the end of the file";
  if (token.text.empty()) return "the end of the line";
  if (const auto name = invisible(token.text); !name.empty()) return std::string(name);
  auto shown = token.text;
  if (shown.size() > kLongestShown) shown = shown.substr(0, utf8_floor(shown, kLongestShown));
  const std::string tail = shown.size() < token.text.size() ? "..." : "";
  return "`" + std::string(shown) + tail + "`";
}

}  // namespace tocsin::dsl
