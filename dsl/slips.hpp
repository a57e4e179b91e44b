// What was probably meant where the grammar could not go on: slips of typing, and the habits of
// other languages.
#pragma once

#include "dsl/diagnostic.hpp"
#include "dsl/found_token.hpp"
#include "dsl/parse_state.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// The place of a failure.
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

// The next token of the line.
FoundToken token_after(const Site& place, const FoundToken& token);
// In back-ticks.
std::string quoted(std::string_view word);
// T0001 at `token`: expected `what`, found the token.
Diagnostic& expected(const Site& place, const FoundToken& token, std::string_view what,
                     Diagnostics& out);

// The word among `words` that the one here is a misspelling of.
std::optional<Fix> likely_word(const Site& place, std::vector<std::string_view> words);
// `expect notifed oncall`: what reads as the name of a monitor is a misspelt word, that of `meant`.
std::optional<FoundToken> likely_outcome(const Site& place, std::string_view& meant);

// An operator word that stands for a field, such as `in = 5`: T0010.
bool is_reserved_name(const Site& place);
void reserved_name(const Site& place, Diagnostics& out);

// `duration in min`: the unit that another name is written for.
std::optional<Fix> likely_unit(const Site& place);

// `ml-slack`: the name ended at the hyphen.
bool is_hyphened(const Site& place);
void hyphened_name(const Site& place, Diagnostics& out);

// Behind `1month` or `3 months` where a span is expected.
std::optional<std::uint32_t> end_of_calendar_span(const Site& place);

// The next four look for one habit each, and say in `d` what to write; false: it is none.
// A blank that came along with text from a page that was typeset.
bool plain_blank(const Site& place, Diagnostic& d);
// `=>`, `=<` and `<>`: the first character was read as an operator of its own.
bool swapped_operator(const Site& place, Diagnostic& d);
// `1,000`, `5 percent`, `at 99% confidence`, `mean area`: words for what has a form of its own.
bool other_form(const Site& place, Diagnostic& d);
// Comments of other languages and texts in single quotes.
void other_habits(const Site& place, Diagnostic& d);

}  // namespace tocsin::dsl
