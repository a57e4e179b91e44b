#include "dsl/syntax.hpp"

#include "base/check.hpp"
#include "dsl/grammar.hpp"
#include "dsl/messages.hpp"

namespace tocsin::dsl {

namespace {

template <typename Rule>
inline constexpr Kind kind_of = Kind::none;
#define TOCSIN_NODE(kind) \
  template <>             \
  inline constexpr Kind kind_of<g::kind> = Kind::kind;
#define TOCSIN_FOLDED(kind) TOCSIN_NODE(kind)
#include "dsl/nodes.def"
#undef TOCSIN_FOLDED
#undef TOCSIN_NODE
template <>
inline constexpr Kind kind_of<g::file> = Kind::file;
template <>
inline constexpr Kind kind_of<g::trailing_doc> = Kind::stray_doc;
template <>
inline constexpr Kind kind_of<g::close> = Kind::close;
template <typename Item>
inline constexpr Kind kind_of<g::braces<Item>> = Kind::block;
template <g::Chars Text>
inline constexpr Kind kind_of<g::word<Text>> = Kind::word;

// Nothing stands below these: they are made when they have been read, and cost nothing where they
// are not.
constexpr bool is_leaf(Kind kind) {
  switch (kind) {
    case Kind::name:
    case Kind::ident:
    case Kind::number:
    case Kind::integer:
    case Kind::duration:
    case Kind::rate:
    case Kind::percent:
    case Kind::points:
    case Kind::datetime:
    case Kind::date:
    case Kind::time_of_day:
    case Kind::comment:
    case Kind::add_op:
    case Kind::mul_op:
    case Kind::bang:
    case Kind::double_equals:
    case Kind::double_and:
    case Kind::double_or:
    case Kind::bad_escape:
    case Kind::unclosed_text:
    case Kind::close: return true;
    default: return false;
  }
}

// Makes nodes of the rules that have a kind, and errors of the commit points that fail.
template <typename Rule>
struct control : tao::pegtl::normal<Rule> {
  static constexpr Kind kKind = kind_of<Rule>;
  static constexpr Expected kExpected = expected<Rule>;
  // Most words that are looked for are not there: they cost nothing until they are.
  static constexpr bool kIsWord = kKind == Kind::word;
  static constexpr bool kIsLeaf = is_leaf(kKind);
  static constexpr bool kIsOpened = kKind != Kind::none && !kIsWord && !kIsLeaf;

  static void start(const g::Input& in, ParseState& state) {
    if constexpr (kIsOpened) state.open(kKind, g::offset(in));
  }
  static void success(const g::Input& in, ParseState& state) {
    if constexpr (kIsWord) state.add_word(g::offset(in), Rule::text.size());
    if constexpr (kIsOpened) state.close(kKind, g::offset(in));
  }
  static void failure(const g::Input& in, ParseState& state) {
    if constexpr (kIsWord) state.missing_word(Rule::text, g::offset(in));
    if constexpr (kIsOpened) state.abandon();
  }
  [[noreturn]] static void raise(const g::Input& in, ParseState&) {
    static_assert(kExpected.trouble != Trouble::none,
                  "messages.hpp must say what is expected here");
    const char* at = in.current();
    while (at != in.end() && is_blank(*at)) ++at;
    throw SyntaxError{static_cast<std::uint32_t>(at - in.begin()), kExpected};
  }

  // False when its first part is not there.
  static bool can_begin(const g::Input& in, ParseState& state) {
    using First = g::FirstPart<Rule>;
    if (First::is_at(in)) return true;
    First::each_word([&](std::string_view word) { state.missing_word(word, g::offset(in)); });
    return false;
  }

  // An error is shown where the rule that is missing would begin, not where it went wrong inside.
  template <tao::pegtl::apply_mode A, tao::pegtl::rewind_mode M,
            template <typename...> class Action, template <typename...> class Control>
  static bool match(g::Input& in, ParseState& state) {
    if constexpr ((kIsOpened || kIsLeaf) && g::FirstPart<Rule>::kIsKnown)
      if (!can_begin(in, state)) return false;
    constexpr bool rewinds =
        kExpected.trouble != Trouble::none && kExpected.trouble != Trouble::reported;
    constexpr auto mode = rewinds ? tao::pegtl::rewind_mode::required : M;
    const auto begin = g::offset(in);
    const bool read = tao::pegtl::match<Rule, A, mode, Action, Control>(in, state);
    if constexpr (kIsLeaf)
      if (read) state.add_leaf(kKind, begin, g::offset(in));
    return read;
  }
};

}  // namespace

Syntax read_syntax(std::string_view text) {
  g::Input in(text.data(), text.data() + text.size(), "");
  ParseState state(text);
  const bool read =
      tao::pegtl::parse<g::file, tao::pegtl::nothing, control, tao::pegtl::apply_mode::nothing>(
          in, state);
  TOCSIN_CHECK(read, "a grammar that reads every file to its end");
  return {Tree(text, state.nodes()), state.failures()};
}

}  // namespace tocsin::dsl
