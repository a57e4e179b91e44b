// Rules of the grammar that catch an error, note it, and find the place where reading goes on.
#pragma once

#include "dsl/first_part.hpp"
#include "dsl/parse_state.hpp"
#include "dsl/terminals.hpp"

namespace tocsin::dsl::grammar {

inline std::uint32_t offset(const Input& in) {
  return static_cast<std::uint32_t>(in.current() - in.begin());
}
inline void go_to(Input& in, std::uint32_t at) { in.iterator() = in.begin() + at; }

template <typename Rule>
Words first_words() {
  static const auto words = [] {
    std::vector<std::string_view> all;
    FirstPart<Rule>::each_word([&](std::string_view word) { all.push_back(word); });
    return all;
  }();
  return words;
}

// ---- recovery ----------------------------------------------------------------------------------

// One declaration or clause with its doc comment. Whatever is wrong with it, reading goes on behind
// it.
template <typename Item>
struct recover {
  using rule_t = recover;
  using subs_t = pegtl::type_list<opt<doc>, Item>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control>
  static bool match(Input& in, ParseState& state) {
    const auto begin = offset(in);
    const auto level = state.level();
    state.open(Kind::item, begin);
    try {
      using whole = seq<opt<doc>, Item>;
      if (Control<whole>::template match<A, pegtl::rewind_mode::required, Action, Control>(in,
                                                                                           state)) {
        state.close(Kind::item, offset(in));
        return true;
      }
      const SyntaxError unknown{begin, {Trouble::unknown_clause, {}}};
      go_to(in, state.fail_item(level, unknown, first_words<Item>()));
    } catch (const SyntaxError& error) {
      go_to(in, state.fail_item(level, error, first_words<Item>()));
    }
    return true;
  }
};

// What stands between the first word of a block and its brace. After an error in it the block is
// still read when its brace is on the line.
template <typename... Rules>
struct head {
  using rule_t = head;
  using subs_t = pegtl::type_list<must<Rules...>>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control>
  static bool match(Input& in, ParseState& state) {
    const auto level = state.level();
    state.open(Kind::head, offset(in));
    try {
      using whole = must<Rules...>;
      (void)Control<whole>::template match<A, pegtl::rewind_mode::dontcare, Action, Control>(in,
                                                                                             state);
      state.close(Kind::head, offset(in));
    } catch (const SyntaxError& error) {
      if (error.expected.trouble == Trouble::reported) throw;
      const auto resume = state.fail_head(level, error);
      go_to(in, resume);
      if (in.empty() || *in.current() != '{') throw SyntaxError{resume, {Trouble::reported, {}}};
    }
    return true;
  }
};

// if_must for brackets, prefix operators and blocks that may stand inside of each other: hostile
// input must not end the stack.
template <typename Open, typename... Rest>
struct nested {
  using rule_t = nested;
  using subs_t = pegtl::type_list<Open, must<Rest...>>;

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control>
  static bool match(Input& in, ParseState& state) {
    const auto begin = offset(in);
    if (!Control<Open>::template match<A, M, Action, Control>(in, state)) return false;
    if (state.depth >= kMaxDepth) throw SyntaxError{begin, {Trouble::too_deep, {}}};
    struct Guard {
      int& depth;
      ~Guard() { --depth; }
    } guard{++state.depth};
    return Control<must<Rest...>>::template match<A, M, Action, Control>(in, state);
  }
};

template <typename Open, typename... Rest>
struct FirstOf<nested<Open, Rest...>> : FirstPart<Open> {};

// A word of a wider block at its margin: the brace of this one is missing.
template <typename Item>
struct outer_head {
  using rule_t = outer_head;
  using subs_t = pegtl::empty_list;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class,
            template <typename...> class>
  static bool match(Input& in, ParseState& state) {
    return state.is_outer_head(offset(in), first_words<Item>());
  }
};

// A text without a closing quote ends with its line.
struct unclosed_text {
  using rule_t = unclosed_text;
  using subs_t = pegtl::empty_list;
  static bool match(Input& in) {
    if (in.empty() || *in.current() != '"') return false;
    in.bump(end_of_unclosed_text({in.current(), in.size()}, 0));
    return true;
  }
};

// clang-format off

struct brace_below  : seq<gap, opt<comment>, line_break, lines, at<one<'{'>>> {};
struct block_start  : seq<sor<brace_below, gap>, one<'{'>> {};
struct close        : one<'}'> {};
struct between      : star<sor<blank, line_break, comment, one<';'>>> {};
// Doc comments that no clause follows.
struct no_clause    : sor<eof, seq<line_break, gap, sor<line_break, one<'}', '#', ';'>,
                                                        word<"tocsin">, eof>>> {};
struct stray_docs   : seq<stray_doc, at<no_clause>> {};
template <typename Item>
struct item         : sor<stray_docs, recover<Item>> {};
template <typename Item>
struct braces       : seq<one<'{'>, between,
                          star<not_at<sor<close, eof, outer_head<Item>>>, item<Item>, between>,
                          opt<close>> {};
template <typename Item>
struct block        : seq<sor<brace_below, gap>, braces<Item>> {};

// clang-format on

}  // namespace tocsin::dsl::grammar
