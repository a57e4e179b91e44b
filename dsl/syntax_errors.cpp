#include "dsl/syntax_errors.hpp"

#include "base/spelling.hpp"
#include "dsl/characters.hpp"
#include "dsl/found_token.hpp"
#include "dsl/slips.hpp"
#include "dsl/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dsl {

namespace {

std::string listed(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

// How a word that begins a clause is called where two words do it together.
std::string clause_name(std::string_view word) {
  if (word == "no") return "`no data`";
  if (word == "too") return "`too few`";
  return quoted(word);
}

bool holds_ladders(const Site& place) { return place.knows("measure"); }

// Of the clauses that monitors and contracts are read with, those that the block takes.
std::vector<std::string_view> clauses_of(const Site& place) {
  std::vector<std::string_view> words(place.failure.clauses.begin(), place.failure.clauses.end());
  const auto block = place.failure.block;
  if (!holds_ladders(place) || block == "template") return words;
  if (block != "contract") std::erase(words, "expect");
  if (block == "contract" || block == "expect") std::erase(words, "measure");
  return words;
}

std::string known_clauses(const Site& place) {
  std::vector<std::string> names;
  for (const auto word : clauses_of(place)) names.push_back(clause_name(word));
  if (holds_ladders(place)) names.emplace_back("SEVERITY `when`");
  return listed(names);
}

std::string block_name(std::string_view head) {
  if (head.empty()) return "a rule file";
  return fmt::format("{} {} block", head == "expect" ? "an" : "a", head);
}

// `no date`, `too feww`: the second half of a clause of two words.
void second_word(const Site& place, const FoundToken& next, Diagnostics& out) {
  const std::string_view meant = place.token.text == "no" ? "data" : "few";
  auto& d = expected(place, next, fmt::format("`{}` after `{}`", meant, place.token.text), out);
  const std::array<std::string_view, 1> known{meant};
  if (next.is_word && nearest(next.text, known))
    d.fix = Fix{fmt::format("write `{}`", meant), {{place.span(next), std::string(meant)}}};
}

// A clause that fails at its first word is told at that word, not at the doc comment before it.
std::uint32_t behind_doc(std::string_view text, std::uint32_t at) {
  while (text.substr(at, 2) == "##") {
    const auto line = text.find('\n', at);
    const auto next =
        line == std::string_view::npos ? line : text.find_first_not_of(" \t\r", line + 1);
    if (next == std::string_view::npos) return static_cast<std::uint32_t>(text.size());
    at = static_cast<std::uint32_t>(next);
  }
  return at;
}

std::string_view token_after_doc(std::string_view text, std::uint32_t at) {
  return token_at(text, behind_doc(text, at)).text;
}

// `from` in the head of a template, or as a clause of its body.
bool is_from_in_template(const Site& place) {
  if (place.token.text != "from") return false;
  return place.failure.block == "template" ||
         (place.failure.block.empty() &&
          token_after_doc(place.text, place.failure.item) == "template");
}

void from_in_template(const Site& place, Diagnostics& out) {
  out.error("T6105", place.span(),
            "`from` inside a template is not in this version; repeat its clauses");
}

void missing(const Site& place, Diagnostics& out) {
  const auto& wanted = place.failure.expected;
  if (is_reserved_name(place)) return reserved_name(place, out);
  if (const auto end = end_of_calendar_span(place)) {
    out.error("T2117", {place.file, place.token.begin, *end}, std::string(kNoFixedLength));
    return;
  }
  if (wanted.what == kStateClaim)
    if (std::string_view meant; const auto word = likely_outcome(place, meant)) {
      expected(place, *word, quoted(meant), out).fix =
          Fix{fmt::format("write `{}`", meant), {{place.span(*word), std::string(meant)}}};
      return;
    }
  const bool is_mark = wanted.trouble == Trouble::missing_mark;
  const auto what = is_mark ? quoted(wanted.what) : std::string(wanted.what);
  auto& d = expected(place, place.token, what, out);
  if (const auto at = place.failure.bracket; at && (wanted.what == ")" || wanted.what == "]"))
    d.related.push_back({{place.file, *at, *at + 1}, "opened here"});
  if (plain_blank(place, d)) return;
  if (wanted.trouble == Trouble::missing_blank)
    d.fix =
        Fix{"set a blank before it", {{{place.file, place.token.begin, place.token.begin}, " "}}};
  else if (wanted.what == kTimeUnit)
    d.fix = likely_unit(place);
  else if (!swapped_operator(place, d))
    d.fix = likely_word(place, place.failure.words);
  other_habits(place, d);
}

// What follows begins a clause of the block.
void separate_clauses(const Site& place, Diagnostic& d) {
  auto begin = place.token.begin;
  while (begin > 0 && is_blank(place.text[begin - 1])) --begin;
  d.message = "more text after the end of the clause; start a new line or use `;`";
  d.fix = Fix{"separate the clauses", {{{place.file, begin, place.token.begin}, "; "}}};
}

void trailing(const Site& place, Diagnostics& out) {
  if (auto fix = likely_word(place, place.failure.words)) {
    const auto what = quoted(fix->edits[0].text);
    expected(place, place.token, what, out).fix = std::move(fix);
    return;
  }
  if (is_hyphened(place)) return hyphened_name(place, out);
  auto& d = out.error(
      "T0006", place.span(),
      fmt::format("expected the end of the clause, found {}", describe(place.token, place.text)));
  d.label = invisible(place.token.text);
  if (plain_blank(place, d)) return;
  other_habits(place, d);
  if (place.knows(place.token.text)) return separate_clauses(place, d);
  if (other_form(place, d)) return;
  if (!d.notes.empty() || place.failure.words.empty()) return;
  std::vector<std::string> words;
  for (const auto word : place.failure.words)
    if (std::ranges::find(words, quoted(word)) == words.end()) words.push_back(quoted(word));
  d.notes.push_back("here could follow: " + listed(words));
}

// `warn < 5`, `warn wen < 5`: a rung without its `when`.
bool is_rung(const Site& place, const FoundToken& next) {
  if (!holds_ladders(place) || next.text.empty()) return false;
  if (std::string_view("<>=!").find(next.text[0]) != std::string_view::npos) return true;
  return next.is_word && next.text.size() <= 5 && edit_distance(next.text, "when") == 1;
}

void rung_without_when(const Site& place, const FoundToken& next, Diagnostics& out) {
  auto& d = expected(place, next, "`when`", out);
  if (next.is_word)
    d.fix = Fix{"write `when`", {{place.span(next), "when"}}};
  else
    d.fix = Fix{"write `when`", {{{place.file, next.begin, next.begin}, "when "}}};
}

// The word `tocsin` with which the file begins, behind blank lines and comments.
std::optional<std::uint32_t> first_header(std::string_view text) {
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < text.size() &&
         (is_blank(text[at]) || text[at] == '\n' || text[at] == '\r' || text[at] == '#'))
    at = text[at] == '#' ? std::min(text.find('\n', at), text.size()) : at + 1;
  return token_at(text, static_cast<std::uint32_t>(at)).text == "tocsin"
             ? std::optional(static_cast<std::uint32_t>(at))
             : std::nullopt;
}

// A second `tocsin 1`, or one that other declarations precede.
void misplaced_header(const Site& place, Diagnostics& out) {
  const auto first = first_header(place.text);
  auto& d = out.error(first ? "T1101" : "T0013", place.span(),
                      first ? "the header is written twice in this file; the first is here"
                            : "the header `tocsin 1` belongs at the beginning of the file");
  if (first) d.related.push_back({{place.file, *first, *first + 6}, "the first"});
  const auto line = place.text.substr(place.token.begin);
  const std::string_view rest = line.substr(0, line.find('\n'));
  const bool is_alone = place.token.begin > 0 && place.text[place.token.begin - 1] == '\n' &&
                        (rest == "tocsin 1" || rest == "tocsin 1\r");
  if (!is_alone) return;
  const auto end = std::min<std::size_t>(place.token.begin + rest.size() + 1, place.text.size());
  d.fix = Fix{first ? "remove the second one" : "move it up",
              {{{place.file, place.token.begin, static_cast<std::uint32_t>(end)}, ""}}};
  const std::uint32_t start = place.text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (!first) d.fix->edits.insert(d.fix->edits.begin(), {{place.file, start, start}, "tocsin 1\n"});
}

void unknown_word(const Site& place, Diagnostics& out) {
  const auto word = place.token.text;
  if (word == "tocsin" && place.failure.block.empty()) return misplaced_header(place, out);
  auto& d = out.error(
      "T0002", place.span(),
      fmt::format("unknown clause {} in {}; known here: {}", describe(place.token, place.text),
                  block_name(place.failure.block), known_clauses(place)));
  const auto near = nearest(word, clauses_of(place));
  if (near && *near != word)
    d.fix = Fix{fmt::format("write `{}`", *near), {{place.span(), std::string(*near)}}};
}

// What a block is made of when no word begins its clauses.
std::string_view clause_example(const Site& place) {
  if (place.failure.block.empty()) return "a declaration such as `model` or `watch`";
  if (!place.failure.clauses.empty()) return "a clause";
  if (place.failure.block == "channel") return "a setting such as `url env(\"URL\")`";
  return "an assignment such as `status = \"ok\"`";
}

void unknown_clause(const Site& place, Diagnostics& out) {
  const auto next = token_after(place, place.token);
  const auto word = place.token.text;
  if (is_reserved(word) && place.failure.clauses.empty()) return reserved_name(place, out);
  if (place.token.is_word && is_rung(place, next)) return rung_without_when(place, next, out);
  if (place.knows(word) && (word == "no" || word == "too")) return second_word(place, next, out);
  if (place.token.is_word && !is_reserved(word)) return unknown_word(place, out);
  auto& d = expected(place, place.token, clause_example(place), out);
  other_habits(place, d);
  if (word == "}") d.notes.emplace_back("no block is open here");
}

// What was read after a text without an end is not what was meant.
void unclosed_text(std::string_view text, std::uint32_t file, std::uint32_t begin,
                   Diagnostics& out) {
  const auto end = begin + end_of_unclosed_text(text.substr(begin), 0);
  out.error("T0004", {file, begin, end}, "text has no closing quote");
}

}  // namespace

void report_failure(const Failure& failure, std::string_view text, std::uint32_t file,
                    Diagnostics& diagnostics) {
  if (failure.unclosed_text) return unclosed_text(text, file, *failure.unclosed_text, diagnostics);
  const bool unknown = failure.expected.trouble == Trouble::unknown_clause;
  const auto at = unknown ? behind_doc(text, failure.at) : failure.at;
  const Site place{failure, text, file, token_at(text, at)};
  if (is_from_in_template(place)) return from_in_template(place, diagnostics);
  switch (failure.expected.trouble) {
    case Trouble::too_many:
      diagnostics.error("T0001", {file, failure.at, failure.at}, kTooMany).level = Level::note;
      return;
    case Trouble::trailing: return trailing(place, diagnostics);
    case Trouble::unknown_clause: return unknown_clause(place, diagnostics);
    case Trouble::too_deep:
      diagnostics.error("T0016", place.span(),
                        fmt::format("brackets are nested deeper than {}", kMaxDepth));
      return;
    default: return missing(place, diagnostics);
  }
}

}  // namespace tocsin::dsl
