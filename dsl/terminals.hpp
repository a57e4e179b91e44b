// The smallest rules of the grammar: words, marks, names, literals, blanks. Read by grammar.hpp.
#pragma once

#include "dsl/characters.hpp"
#include "dsl/words.hpp"

#include <tao/pegtl.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace tocsin::dsl::grammar {

namespace pegtl = tao::pegtl;
using pegtl::any, pegtl::at, pegtl::eof, pegtl::if_must, pegtl::must, pegtl::not_at, pegtl::not_one,
    pegtl::one, pegtl::opt, pegtl::plus, pegtl::rep, pegtl::seq, pegtl::sor, pegtl::star;

// Byte offsets only: lines and columns are found when a message needs them.
using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*>;

template <std::size_t N>
struct Chars {
  char text[N]{};
  consteval Chars(const char (&literal)[N]) { std::copy_n(literal, N, text); }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

// With a size that the compiler knows, the comparison is no call.
template <Chars Text>
bool starts_with(const Input& in) {
  constexpr auto text = Text.view();
  return in.size() >= text.size() && std::memcmp(in.current(), Text.text, text.size()) == 0;
}

// Exact text.
template <Chars Text>
struct mark {
  using rule_t = mark;
  using subs_t = pegtl::empty_list;
  static constexpr std::string_view text = Text.view();
  static bool match(Input& in) {
    if (!starts_with<Text>(in)) return false;
    in.bump(text.size());
    return true;
  }
};

// A word of the language: exact text that no letter, digit or underscore follows.
template <Chars Text>
struct word {
  using rule_t = word;
  using subs_t = pegtl::empty_list;
  static constexpr std::string_view text = Text.view();
  static bool is_at(const Input& in) {
    return starts_with<Text>(in) &&
           (in.size() == text.size() || !is_id_char(in.peek_char(text.size())));
  }
  static bool match(Input& in) {
    if (!is_at(in)) return false;
    in.bump(text.size());
    return true;
  }
};

template <bool (*Allowed)(std::string_view)>
struct id_word {  // an identifier that the predicate allows
  using rule_t = id_word;
  using subs_t = pegtl::empty_list;
  static bool match(Input& in) {
    if (in.empty() || !is_id_start(*in.current())) return false;
    const char* last = std::find_if_not(in.current(), in.end(), is_id_char);
    const auto size = static_cast<std::size_t>(last - in.current());
    if (!Allowed({in.current(), size})) return false;
    in.bump(size);
    return true;
  }
};

constexpr bool is_any_word(std::string_view) { return true; }
constexpr bool is_free_word(std::string_view word) { return !is_reserved(word); }

// clang-format off

// ---- layout ----------------------------------------------------------------------------------
struct bom          : mark<"\xEF\xBB\xBF"> {};
struct blank        : one<' ', '\t'> {};
struct line_break   : sor<one<'\n'>, mark<"\r\n">> {};
struct rest_of_line : star<not_at<line_break>, any> {};
struct comment      : seq<one<'#'>, not_at<one<'#'>>, rest_of_line> {};
struct gap          : star<blank> {};                                           // _
struct lines        : star<sor<blank, line_break, comment>> {};                 // __
struct continued    : seq<star<gap, opt<comment>, line_break>, gap> {};         // C
struct end_of_line  : sor<line_break, one<';', '}', '#'>, eof> {};
// S. At the end of a line it takes nothing, so that the message tells what is missing there.
struct space        : sor<plus<blank>, at<end_of_line>> {};
struct doc_line     : seq<mark<"##">, rest_of_line> {};
struct doc          : plus<doc_line, line_break, gap> {};
struct stray_doc    : seq<doc_line, star<line_break, gap, doc_line>> {};

// ---- names -----------------------------------------------------------------------------------
struct ident        : id_word<is_any_word> {};
struct closing_tick : one<'`'> {};
struct quoted_chars : plus<not_one<'`', '\n'>> {};
struct quoted_name  : if_must<one<'`'>, quoted_chars, closing_tick> {};
struct name         : sor<id_word<is_free_word>, quoted_name> {};
struct path         : seq<name, star<one<'.'>, name>> {};

// ---- numbers and times -----------------------------------------------------------------------
struct no_id_char   : not_at<pegtl::identifier_other> {};
struct digits       : seq<pegtl::digit, star<sor<pegtl::digit, one<'_'>>>> {};
struct figure       : seq<digits, opt<one<'.'>, digits>,
                          opt<one<'e', 'E'>, opt<one<'+', '-'>>, digits>> {};
struct number       : figure {};
struct integer      : seq<digits, not_at<one<'.', 'e', 'E'>>> {};
struct time_unit    : sor<mark<"ms">, mark<"us">, mark<"ns">, one<'s', 'm', 'h', 'd', 'w'>> {};
struct duration     : seq<plus<figure, time_unit>, no_id_char> {};
struct rate         : seq<figure, one<'/'>, time_unit, no_id_char> {};
struct percent      : seq<figure, one<'%'>> {};
struct points       : seq<figure, mark<"pp">, no_id_char> {};
struct tagged       : seq<number, ident> {};
struct d2           : rep<2, pegtl::digit> {};
struct calendar_day : seq<d2, d2, one<'-'>, d2, one<'-'>, d2> {};
struct clock_time   : seq<d2, one<':'>, d2, opt<one<':'>, d2>> {};
struct zone         : sor<one<'Z'>, seq<one<'+', '-'>, d2, one<':'>, d2>> {};
struct date         : calendar_day {};
struct time_of_day  : clock_time {};
struct datetime     : seq<calendar_day, opt<one<'T'>, clock_time, opt<zone>>> {};

// Written apart or with a longer name for the unit: understood, and reported with the fix.
struct long_unit    : id_word<is_time_word> {};
struct apart_time   : seq<number, plus<blank>, sor<long_unit, seq<time_unit, no_id_char>>> {};
struct apart_percent: seq<number, plus<blank>, one<'%'>> {};
struct apart_points : seq<number, plus<blank>, mark<"pp">, no_id_char> {};
struct misnamed_time: seq<number, long_unit> {};

// ---- texts -----------------------------------------------------------------------------------
struct escape       : sor<one<'n', 't', '"', '\\', '{', '}'>,
                          seq<mark<"u{">, plus<pegtl::xdigit>, one<'}'>>> {};
struct bad_escape   : seq<one<'\\'>, opt<not_one<'"', '\r', '\n'>>> {};
struct text_char    : sor<seq<one<'\\'>, escape>, bad_escape, not_one<'"', '\\', '\r', '\n'>> {};
struct raw_text     : seq<mark<"\"\"\"">, pegtl::until<mark<"\"\"\"">>> {};
struct closed_text  : seq<one<'"'>, star<text_char>, one<'"'>> {};

// clang-format on

}  // namespace tocsin::dsl::grammar
