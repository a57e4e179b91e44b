#include "dsl/fixes.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin::dsl {

namespace {

bool comes_before(const Edit& a, const Edit& b) {
  return std::tie(a.span.file, a.span.begin, a.span.end) <
         std::tie(b.span.file, b.span.begin, b.span.end);
}

// Two insertions at one place touch, too: their order would be a guess.
bool touch(const Edit& a, const Edit& b) {
  return a.span.file == b.span.file && a.span.begin <= b.span.end && b.span.begin <= a.span.end;
}

// Against a sorted list in which no two touch: only the neighbours can.
bool touches_any(const Edit& edit, const std::vector<Edit>& taken) {
  const auto next = std::ranges::lower_bound(taken, edit, comes_before);
  if (next != taken.end() && touch(edit, *next)) return true;
  return next != taken.begin() && touch(edit, *std::prev(next));
}

}  // namespace

std::vector<Edit> compatible_edits(const std::vector<Diagnostic>& diagnostics) {
  std::vector<Edit> taken;
  for (const auto& diagnostic : diagnostics) {
    if (!diagnostic.fix || !diagnostic.fix->machine_applicable) continue;
    const auto& edits = diagnostic.fix->edits;
    const bool is_free =
        std::ranges::none_of(edits, [&](const Edit& edit) { return touches_any(edit, taken); });
    if (!is_free) continue;
    for (const auto& edit : edits)
      taken.insert(std::ranges::upper_bound(taken, edit, comes_before), edit);
  }
  return taken;
}

std::string edited(std::string_view text, std::uint32_t file, const std::vector<Edit>& edits) {
  std::string result;
  std::size_t at = 0;
  for (const auto& edit : edits) {
    if (edit.span.file != file) continue;
    result += text.substr(at, edit.span.begin - at);
    result += edit.text;
    at = edit.span.end;
  }
  return result += text.substr(at);
}

}  // namespace tocsin::dsl
