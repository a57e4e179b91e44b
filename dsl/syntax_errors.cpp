#include "dsl/syntax_errors.hpp"

#include "base/spelling.hpp"
#include "dsl/characters.hpp"
#include "dsl/found_token.hpp"
#include "dsl/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dsl {

namespace {

struct Site {
  const Failure& failure;
  std::string_view text;
  std::uint32_t file;
  FoundToken token;  // at the place of the failure

  Span span() const { return {file, token.begin, token.end}; }
  Span span(const FoundToken& other) const { return {file, other.begin, other.end}; }
  bool knows(std::string_view word) const {
    return std::ranges::find(failure.clauses, word) != failure.clauses.end();
  }
};

FoundToken token_after(const Site& place, const FoundToken& token) {
  auto at = token.end;
  while (at < place.text.size() && is_blank(place.text[at])) ++at;
  return token_at(place.text, at);
}

std::string quoted(std::string_view word) { return fmt::format("`{}`", word); }

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

Diagnostic& expected(const Site& place, const FoundToken& token, std::string_view what,
                     Diagnostics& out) {
  return out.error("T0001", place.span(token),
                   fmt::format("expected {}, found {}", what, describe(token, place.text)));
}

// ---- a word that is nearly right -------------------------------------------------------------

// Any word of three letters is one letter away from some word of two, which proves nothing unless
// it begins so: `mss`, `too`.
std::optional<Fix> likely_word(const Site& place, std::vector<std::string_view> words) {
  const auto size = place.token.text.size();
  if (!place.token.is_word) return std::nullopt;
  std::erase_if(words, [&](std::string_view word) {
    return word.size() < 3 && size > 2 && !place.token.text.starts_with(word);
  });
  const auto near = nearest(place.token.text, words);
  if (!near || *near == place.token.text) return std::nullopt;
  return Fix{fmt::format("write `{}`", *near), {{place.span(), std::string(*near)}}};
}

// `expect notifed oncall`: what reads as the name of a monitor is a misspelt word.
std::optional<FoundToken> likely_outcome(const Site& place, std::string_view& meant) {
  static constexpr std::array<std::string_view, 3> kOutcomes{"digest", "notified", "value"};
  auto end = place.token.begin;
  while (end > 0 && is_blank(place.text[end - 1])) --end;
  auto begin = end;
  while (begin > 0 && is_id_char(place.text[begin - 1])) --begin;
  const FoundToken word{begin, end, place.text.substr(begin, end - begin), true};
  const auto near = nearest(word.text, kOutcomes);
  if (!near) return std::nullopt;
  meant = *near;
  return word;
}

// `no date`, `too feww`: the second half of a clause of two words.
void second_word(const Site& place, const FoundToken& next, Diagnostics& out) {
  const std::string_view meant = place.token.text == "no" ? "data" : "few";
  auto& d = expected(place, next, fmt::format("`{}` after `{}`", meant, place.token.text), out);
  const std::array<std::string_view, 1> known{meant};
  if (next.is_word && nearest(next.text, known))
    d.fix = Fix{fmt::format("write `{}`", meant), {{place.span(next), std::string(meant)}}};
}

// ---- operator words as names -----------------------------------------------------------------

// `in = 5` and `is is missing` mean a field; a lone operator word is a slip of another kind.
bool is_used_as_operand(const Site& place) {
  const auto next = token_after(place, place.token);
  if (next.text.empty()) return false;
  return std::string_view("<>=!+-*/").find(next.text[0]) != std::string_view::npos ||
         next.text == "is" || next.text == "in" || next.text == "like";
}

bool is_reserved_name(const Site& place) {
  if (!is_reserved(place.token.text)) return false;
  const auto trouble = place.failure.expected.trouble;
  if (trouble == Trouble::missing_name) return true;
  return trouble == Trouble::missing_value && is_used_as_operand(place);
}

void reserved_name(const Site& place, Diagnostics& out) {
  const auto word = place.token.text;
  auto& d =
      out.error("T0010", place.span(),
                fmt::format("`{}` is an operator word; put the field name in back-ticks", word));
  d.fix = Fix{"quote the name", {{place.span(), quoted(word)}}};
}

// `ml-slack`: the name ended at the hyphen.
bool is_hyphened(const Site& place) {
  const auto at = place.token.begin;
  return place.token.text == "-" && at > 0 && is_id_char(place.text[at - 1]) &&
         at + 1 < place.text.size() && is_id_start(place.text[at + 1]);
}

void hyphened_name(const Site& place, Diagnostics& out) {
  auto& d = expected(place, place.token, "letters, digits and `_` in a name", out);
  d.fix = Fix{"write `_`", {{place.span(), "_"}}};
}

// ---- habits of other languages ---------------------------------------------------------------

// `=>`, `=<` and `<>`: the first character was read as an operator of its own.
bool swapped_operator(const Site& place, Diagnostic& d) {
  if (place.token.begin == 0 || place.token.text.empty()) return false;
  const std::string_view pair = place.text.substr(place.token.begin - 1, 2);
  const std::string_view meant = pair == "=>"   ? ">="
                                 : pair == "=<" ? "<="
                                 : pair == "<>" ? "!="
                                                : std::string_view{};
  if (meant.empty()) return false;
  const auto begin = place.token.begin - 1;
  d.fix =
      Fix{fmt::format("write `{}`", meant), {{{place.file, begin, begin + 2}, std::string(meant)}}};
  return true;
}

void other_habits(const Site& place, Diagnostic& d) {
  const auto text = place.token.text;
  if (text == "//" || text == "/*") d.notes.emplace_back("a comment begins with `#`");
  if (!text.starts_with('\'')) return;
  d.notes.emplace_back("texts stand in double quotes");
  const auto inside = text.substr(1, text.size() - 2);
  if (text.size() < 2 || !text.ends_with('\'') || inside.find_first_of("\"\\") != inside.npos)
    return;
  d.fix = Fix{"use double quotes", {{place.span(), fmt::format("\"{}\"", inside)}}};
}

// Behind `1month` or `3 months` where a span is expected.
std::optional<std::uint32_t> end_of_calendar_span(const Site& place) {
  const auto token = place.token.text;
  const auto digits = token.find_first_not_of("0123456789");
  if (token.empty() || digits == 0) return std::nullopt;
  if (digits != token.npos)
    return is_calendar_word(token.substr(digits)) ? std::optional(place.token.end) : std::nullopt;
  const auto next = token_after(place, place.token);
  return is_calendar_word(next.text) ? std::optional(next.end) : std::nullopt;
}

// ---- kinds of trouble ------------------------------------------------------------------------

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

// What came along with text from a page that was typeset.
bool plain_blank(const Site& place, Diagnostic& d) {
  if (invisible(place.token.text).empty()) return false;
  d.fix = Fix{"write a plain blank", {{place.span(), " "}}};
  return true;
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
  else if (!swapped_operator(place, d))
    d.fix = likely_word(place, place.failure.words);
  other_habits(place, d);
}

// The token that ends before `place`, blanks left out.
FoundToken token_before(const Site& place) {
  auto end = place.token.begin;
  while (end > 0 && is_blank(place.text[end - 1])) --end;
  const auto joins = [&](char c) { return is_id_char(c) || c == '.'; };
  auto begin = end;
  while (begin > 0 && joins(place.text[begin - 1])) --begin;
  const auto text = place.text.substr(begin, end - begin);
  return {begin, end, text, !text.empty() && is_id_start(text[0])};
}

bool is_plain_number(std::string_view text) {
  return !text.empty() && is_digit(text[0]) && text.find_first_not_of("0123456789._") == text.npos;
}

// Behind the `,000` at `at`, however many; `mark` in place of the comma.
std::uint32_t end_of_groups(std::string_view text, std::uint32_t at, char mark, bool& thousands) {
  while (at + 1 < text.size() && text[at] == mark && is_digit(text[at + 1])) {
    const auto begin = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    thousands = thousands && at - begin == 3;
  }
  return at;
}

// `1,000` and `1.5.2`: the number ended earlier than it was meant to.
bool broken_number(const Site& place, const FoundToken& before, Diagnostic& d) {
  const auto begin = place.token.begin;
  const char mark = place.token.text.empty() ? ' ' : place.token.text[0];
  if ((mark != ',' && mark != '.') || before.end != begin || !is_plain_number(before.text))
    return false;
  bool thousands = mark == ',';
  const auto end = end_of_groups(place.text, begin, mark, thousands);
  if (end == begin) return false;
  d.span.end = end;
  auto meant = std::string(place.text.substr(before.begin, end - before.begin));
  d.message = fmt::format("`{}` is no number; ", meant);
  const bool is_clear = before.text.find('.') == before.text.npos &&
                        (thousands || (mark == ',' && std::ranges::count(meant, ',') == 1));
  if (!is_clear) {
    d.message += "a number has one `.` at most and no `,`";
    return true;
  }
  if (thousands)
    std::erase(meant, ',');
  else
    std::ranges::replace(meant, ',', '.');
  d.message += fmt::format("write {} as `{}`", thousands ? "thousands" : "decimals", meant);
  d.fix = Fix{fmt::format("write `{}`", meant), {{{place.file, before.begin, end}, meant}}, false};
  return true;
}

// `5 percent`, `at 99% confidence`, `mean area`: words for what has a form of its own.
bool other_words(const Site& place, const FoundToken& before, Diagnostic& d) {
  static constexpr std::array<std::string_view, 3> kPercent{"percent", "pct", "percentage"};
  const auto word = place.token.text;
  const auto say = [&](const std::string& meant, Span span, std::string text, bool surely) {
    d.message = fmt::format("expected the end of the clause, found `{}`; write `{}`", word, meant);
    d.fix = Fix{fmt::format("write `{}`", meant), {{span, std::move(text)}}, surely};
    return true;
  };
  if (before.text.empty()) return false;
  if (is_digit(before.text[0]) && std::ranges::count(kPercent, word) > 0)
    return say(fmt::format("{}%", before.text), {place.file, before.end, place.token.end}, "%",
               true);
  const auto next = token_after(place, place.token);
  if (word == "at" && token_after(place, next).text == "confidence")
    return say(fmt::format("with {} confidence", next.text), place.span(), "with", true);
  const auto& words = place.failure.words;
  const bool in_measure = std::ranges::find(words, "against") != words.end();
  if (!in_measure || !before.is_word || !place.token.is_word || is_reserved(before.text))
    return false;
  return say(fmt::format("{}({})", before.text, word), {place.file, before.end, place.token.end},
             fmt::format("({})", word), false);
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
  const auto before = token_before(place);
  if (broken_number(place, before, d) || other_words(place, before, d)) return;
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
