#include "dsl/slips.hpp"

#include "base/spelling.hpp"
#include "dsl/characters.hpp"
#include "dsl/words.hpp"

#include <fmt/format.h>

#include <array>

namespace tocsin::dsl {

FoundToken token_after(const Site& place, const FoundToken& token) {
  auto at = token.end;
  while (at < place.text.size() && is_blank(place.text[at])) ++at;
  return token_at(place.text, at);
}

std::string quoted(std::string_view word) { return fmt::format("`{}`", word); }

Diagnostic& expected(const Site& place, const FoundToken& token, std::string_view what,
                     Diagnostics& out) {
  return out.error("T0001", place.span(token),
                   fmt::format("expected {}, found {}", what, describe(token, place.text)));
}

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

std::optional<Fix> likely_unit(const Site& place) {
  const auto unit = unit_of(place.token.text);
  if (unit.empty()) return std::nullopt;
  return Fix{fmt::format("write `{}`", unit), {{place.span(), std::string(unit)}}};
}

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

namespace {

// `in = 5` and `is is missing` mean a field; a lone operator word is a slip of another kind.
bool is_used_as_operand(const Site& place) {
  const auto next = token_after(place, place.token);
  if (next.text.empty()) return false;
  return std::string_view("<>=!+-*/").find(next.text[0]) != std::string_view::npos ||
         next.text == "is" || next.text == "in" || next.text == "like";
}

}  // namespace

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

bool is_hyphened(const Site& place) {
  const auto at = place.token.begin;
  return place.token.text == "-" && at > 0 && is_id_char(place.text[at - 1]) &&
         at + 1 < place.text.size() && is_id_start(place.text[at + 1]);
}

void hyphened_name(const Site& place, Diagnostics& out) {
  auto& d = expected(place, place.token, "letters, digits and `_` in a name", out);
  d.fix = Fix{"write `_`", {{place.span(), "_"}}};
}

bool plain_blank(const Site& place, Diagnostic& d) {
  if (invisible(place.token.text).empty()) return false;
  d.fix = Fix{"write a plain blank", {{place.span(), " "}}};
  return true;
}

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

std::optional<std::uint32_t> end_of_calendar_span(const Site& place) {
  const auto token = place.token.text;
  const auto digits = token.find_first_not_of("0123456789");
  if (token.empty() || digits == 0) return std::nullopt;
  if (digits != token.npos)
    return is_calendar_word(token.substr(digits)) ? std::optional(place.token.end) : std::nullopt;
  const auto next = token_after(place, place.token);
  return is_calendar_word(next.text) ? std::optional(next.end) : std::nullopt;
}

namespace {

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

}  // namespace

bool other_form(const Site& place, Diagnostic& d) {
  const auto before = token_before(place);
  return broken_number(place, before, d) || other_words(place, before, d);
}

}  // namespace tocsin::dsl
