#include "dsl/fixed_lines.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>

namespace tocsin::dsl {

namespace {

using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;

std::uint32_t first_line(const Edit& edit, const Sources& sources) {
  return sources.place(edit.span.file, edit.span.begin).line;
}
std::uint32_t last_line(const Edit& edit, const Sources& sources) {
  return sources.place(edit.span.file, edit.span.end).line;
}

// Edits from the same lines; `added` are the places of their texts in the result.
std::string apply(std::span<const Edit> edits, const Sources& sources, Ranges& added) {
  const auto file = edits.front().span.file;
  const std::string_view text = sources.file(file).text;
  auto from = sources.line_begin(file, first_line(edits.front(), sources));
  std::string result;
  for (const auto& edit : edits) {
    result += text.substr(from, edit.span.begin - from);
    added.emplace_back(result.size(), result.size() + edit.text.size());
    result += edit.text;
    from = edit.span.end;
  }
  const auto last = last_line(edits.back(), sources);
  const auto end = sources.line_begin(file, last) + sources.line(file, last).size();
  if (from < end) result += text.substr(from, end - from);
  return result;
}

// Blanks around the new text are not worth a mark.
std::pair<std::size_t, std::size_t> trimmed(std::string_view text, std::size_t begin,
                                            std::size_t end) {
  const auto whole = std::pair{begin, end};
  while (begin < end && text[begin] == ' ') ++begin;
  while (begin < end && text[end - 1] == ' ') --end;
  return begin == end ? whole : std::pair{begin, end};
}

void split(std::string_view text, const Ranges& added, std::uint32_t file, std::uint32_t number,
           std::vector<FixedLine>& out) {
  for (std::size_t begin = 0; begin <= text.size(); ++number) {
    const auto end = std::min(text.find('\n', begin), text.size());
    FixedLine line{file, number, std::string(text.substr(begin, end - begin)), {}};
    if (line.text.ends_with('\r')) line.text.pop_back();
    bool changed = false;
    for (const auto& [first, last] : added) {
      const auto from = std::clamp(first, begin, end);
      const auto to = std::clamp(last, begin, end);
      if (from < to) line.marks.push_back(trimmed(line.text, from - begin, to - begin));
      changed = changed || from < to || (first == last && first >= begin && first <= end);
    }
    if (changed) out.push_back(std::move(line));
    begin = end + 1;
  }
}

}  // namespace

std::vector<FixedLine> fixed_lines(std::vector<Edit> edits, const Sources& sources) {
  std::ranges::sort(edits, {}, [](const Edit& e) {
    return std::tuple(e.span.file, e.span.begin, e.span.end, std::string_view(e.text));
  });
  std::vector<FixedLine> lines;
  for (std::size_t first = 0, next = 0; first < edits.size(); first = next) {
    auto last = last_line(edits[first], sources);
    for (next = first + 1; next < edits.size(); ++next) {
      if (edits[next].span.file != edits[first].span.file) break;
      if (first_line(edits[next], sources) > last) break;
      last = std::max(last, last_line(edits[next], sources));
    }
    Ranges added;
    const auto text = apply(std::span(edits).subspan(first, next - first), sources, added);
    split(text, added, edits[first].span.file, first_line(edits[first], sources), lines);
  }
  return lines;
}

}  // namespace tocsin::dsl
