#include "dsl/damage.hpp"

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

// The other syntax errors are mended by the parser: the clause is read as it was meant.
bool loses_a_clause(const Diagnostic& d) {
  static constexpr std::array<std::string_view, 10> kLosing{
      "T0001", "T0002", "T0003", "T0004", "T0006", "T0010", "T0011", "T0016", "T0019", "T6105"};
  return d.level == Level::error && std::ranges::count(kLosing, d.code) > 0;
}

// After these the parser cannot know where the clause would have ended.
bool loses_the_rest(std::string_view code) {
  return code == "T0003" || code == "T0004" || code == "T0011" || code == "T0016" ||
         code == "T0019";
}

bool is_word_byte(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto after = at + word.size();
    const bool begins = at == 0 || !is_word_byte(text[at - 1]);
    if (begins && (after == text.size() || !is_word_byte(text[after]))) return true;
  }
  return false;
}

// `channel : console {}`, `reference from "FILE"`: the name itself is what is missing.
bool loses_a_name(const Diagnostic& d, std::string_view line, std::size_t column) {
  static constexpr std::array<std::string_view, 12> kDeclaring{
      "channel", "feature", "field",    "label", "let",       "model",
      "mute",    "score",   "template", "unit",  "reference", "prediction"};
  const auto begin = std::min(line.find_first_not_of(" \t"), line.size());
  const auto end = std::min(line.find_first_of(" \t", begin), line.size());
  if (d.code != "T0001" || std::ranges::count(kDeclaring, line.substr(begin, end - begin)) == 0)
    return false;
  const auto between = line.substr(end, column - std::min(column, end));
  return column >= end && between.find_first_of(":={") == between.npos;
}

}  // namespace

Damage::Damage(const Sources& sources, const Diagnostics& diagnostics) {
  for (const auto& d : diagnostics.all()) {
    if (!loses_a_clause(d)) continue;
    unbounded_ = unbounded_ || loses_the_rest(d.code);
    const auto line = sources.place(d.span.file, d.span.begin).line;
    const auto column = d.span.begin - sources.line_begin(d.span.file, line);
    unbounded_ = unbounded_ || loses_a_name(d, sources.line(d.span.file, line), column);
    lost_ += sources.line(d.span.file, line);
    lost_ += '\n';
  }
}

bool Damage::may_declare(std::string_view name) const {
  return unbounded_ || (any() && has_word(lost_, name));
}

}  // namespace tocsin::dsl
