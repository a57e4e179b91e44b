#include "dsl/characters.hpp"
#include "dsl/parse_state.hpp"
#include "dsl/words.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tocsin::dsl {

namespace {

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

// Behind the text that begins at `at`.
std::size_t skip_text(std::string_view text, std::size_t at) {
  if (text.substr(at, 3) == "\"\"\"") {
    const auto close = text.find("\"\"\"", at + 3);
    if (close != std::string_view::npos) return close + 3;
    return end_of_unclosed_text(text, static_cast<std::uint32_t>(at));
  }
  for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] != '\n')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return end_of_unclosed_text(text, static_cast<std::uint32_t>(at));
}

// Behind a text, comment or back-ticked name that begins at `at`; `at` itself for anything else.
std::size_t skip_opaque(std::string_view text, std::size_t at) {
  if (text[at] == '"') return skip_text(text, at);
  if (text[at] == '#') return line_end(text, at);
  if (text[at] != '`') return at;
  const auto close = text.find_first_of("`\n", at + 1);
  return close != std::string_view::npos && text[close] == '`' ? close + 1 : at + 1;
}

std::size_t skip_word(std::string_view text, std::size_t at) {
  if (at >= text.size() || !is_id_start(text[at])) return at;
  while (at < text.size() && is_id_char(text[at])) ++at;
  return at;
}

// Two words in a row, or a word before a number or a text, are never part of an expression: a line
// that begins so begins a clause, even where a bracket is still open.
bool begins_clause(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  const auto first = skip_word(text, at);
  if (first == at || is_reserved(text.substr(at, first - at))) return false;
  auto next = first;
  while (next < text.size() && is_blank(text[next])) ++next;
  if (next == first || next >= text.size()) return false;
  const auto second = skip_word(text, next);
  if (second == next) return is_digit(text[next]) || text[next] == '"';
  return !is_reserved(text.substr(next, second - next));
}

}  // namespace

std::uint32_t end_of_item(std::string_view text, std::uint32_t begin, std::uint32_t at) {
  std::vector<int> outer;  // open () and [] outside of each open brace
  int open = 0;            // open () and [] inside of the innermost brace
  for (std::size_t i = begin; i < text.size();) {
    if (const auto behind = skip_opaque(text, i); behind != i) {
      i = behind;
      continue;
    }
    const char c = text[i];
    if (c == '(' || c == '[') ++open;
    if ((c == ')' || c == ']') && open > 0) --open;
    if (c == '{') outer.push_back(std::exchange(open, 0));
    if (c == '}') {
      if (outer.empty() && i >= at) return static_cast<std::uint32_t>(i);
      if (!outer.empty()) {
        open = outer.back();
        outer.pop_back();
      }
    }
    if ((c == '\n' || c == ';') && i >= at && outer.empty() &&
        (open == 0 || begins_clause(text, i + 1)))
      return static_cast<std::uint32_t>(i);
    ++i;
  }
  return static_cast<std::uint32_t>(text.size());
}

std::uint32_t end_of_lost_block(std::string_view text, std::uint32_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] == '\n') {
    const auto line = text.substr(end + 1, line_end(text, end + 1) - end - 1);
    const auto first = line.find_first_not_of(" \t\r");
    if (first == 0 && line[0] == '}') return static_cast<std::uint32_t>(end + 2);
    if (first == 0) break;
    end += 1 + line.size();
  }
  return static_cast<std::uint32_t>(end == text.size() ? end : std::max<std::size_t>(end, at));
}

std::uint32_t end_of_head(std::string_view text, std::uint32_t at) {
  for (std::size_t i = at; i < text.size();) {
    if (text[i] == '{' || text[i] == '\n') return static_cast<std::uint32_t>(i);
    i = std::max(skip_opaque(text, i), i + 1);
  }
  return static_cast<std::uint32_t>(text.size());
}

std::uint32_t end_of_unclosed_text(std::string_view text, std::uint32_t begin) {
  auto end = line_end(text, begin);
  const auto trim = [&] {
    while (end > begin + 1 && (is_blank(text[end - 1]) || text[end - 1] == '\r')) --end;
  };
  trim();
  if (end > begin + 2 && text[end - 1] == '{' && is_blank(text[end - 2])) {
    --end;
    trim();
  }
  return static_cast<std::uint32_t>(end);
}

}  // namespace tocsin::dsl
