#include "dsl/braces.hpp"

#include "dsl/parse_state.hpp"

#include <algorithm>
#include <vector>

namespace tocsin::dsl {
namespace {

// The last character of the quoted text that begins at `at`.
std::size_t end_of_text(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with(R"(""")"))
    return std::min(text.find(R"(""")", at + 3), text.size() - 3) + 2;
  const auto begin = at;
  for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at)
    if (text[at] == '\\') ++at;
  const bool is_closed = at < text.size() && text[at] == '"';
  return is_closed ? at : end_of_unclosed_text(text, static_cast<std::uint32_t>(begin)) - 1;
}

// Calls `see(offset)` for each brace outside of texts and comments, from `at` on, until it says
// stop.
template <typename See>
void for_each_brace(std::string_view text, std::size_t at, const See& see) {
  for (; at < text.size(); ++at) {
    if (text[at] == '#') at = std::min(text.find('\n', at), text.size());
    if (at < text.size() && text[at] == '"') at = end_of_text(text, at);
    if (at >= text.size()) return;
    if ((text[at] == '{' || text[at] == '}') && !see(at)) return;
  }
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at).rfind('\n');
  return before == std::string_view::npos ? 0 : before + 1;
}

std::size_t indentation(std::string_view text, std::size_t at) {
  const auto begin = line_begin(text, at);
  return std::min(text.find_first_not_of(" \t", begin), text.size()) - begin;
}

}  // namespace

int open_blocks(std::string_view text) {
  int open = 0;
  for_each_brace(text, 0, [&](std::size_t at) {
    open += text[at] == '{' ? 1 : -1;
    return true;
  });
  return open;
}

std::optional<BracePair> outdented_block(std::string_view text, std::size_t from) {
  std::vector<std::size_t> open;
  std::optional<BracePair> found;
  for_each_brace(text, from, [&](std::size_t at) {
    if (text[at] == '{') {
      open.push_back(at);
      return true;
    }
    if (open.empty()) return false;
    const auto begin = open.back();
    open.pop_back();
    const auto indented = indentation(text, at);
    const bool begins_line = line_begin(text, at) + indented == at;
    if (begins_line && indented < indentation(text, begin))
      found = BracePair{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)};
    return !found;
  });
  return found;
}

}  // namespace tocsin::dsl
