// With what a rule of the grammar begins. Of the rules that are tried most are not there, and their
// first word or byte tells it before anything is opened for them.
#pragma once

#include "dsl/terminals.hpp"

namespace tocsin::dsl::grammar {

// kIsKnown: is_at() tells whether the rule can begin at this place. each_word() visits the words
// that can begin it.
template <typename Rule>
struct FirstOf {
  static constexpr bool kIsKnown = false;
  static bool is_at(const Input&) { return true; }
  template <typename Visit>
  static void each_word(Visit) {}
};
template <typename Rule>
using FirstPart = FirstOf<typename Rule::rule_t>;

// ---- one byte, one word ------------------------------------------------------------------------
struct KnownWithoutWords : FirstOf<void> {
  static constexpr bool kIsKnown = true;
};
template <Chars Text>
struct FirstOf<mark<Text>> : KnownWithoutWords {
  static bool is_at(const Input& in) { return starts_with<Text>(in); }
};
template <char... Bytes>
struct FirstOf<pegtl::internal::one<pegtl::internal::result_on_found::success,
                                    pegtl::internal::peek_char, Bytes...>> : KnownWithoutWords {
  static bool is_at(const Input& in) { return !in.empty() && ((in.peek_char() == Bytes) || ...); }
};
template <char First, char Last>
struct FirstOf<pegtl::internal::range<pegtl::internal::result_on_found::success,
                                      pegtl::internal::peek_char, First, Last>>
    : KnownWithoutWords {
  static bool is_at(const Input& in) {
    return !in.empty() && in.peek_char() >= First && in.peek_char() <= Last;
  }
};
template <bool (*Allowed)(std::string_view)>
struct FirstOf<id_word<Allowed>> : KnownWithoutWords {
  static bool is_at(const Input& in) { return !in.empty() && is_id_start(in.peek_char()); }
};
template <Chars Text>
struct FirstOf<word<Text>> {
  static constexpr bool kIsKnown = true;
  static bool is_at(const Input& in) { return word<Text>::is_at(in); }
  template <typename Visit>
  static void each_word(Visit visit) {
    visit(word<Text>::text);
  }
};

// ---- rules of several parts --------------------------------------------------------------------
template <typename First, typename... Rest>
struct FirstOf<pegtl::internal::seq<First, Rest...>> : FirstPart<First> {};
template <typename First, typename... Rest>
struct FirstOf<pegtl::internal::plus<First, Rest...>> : FirstPart<First> {};
template <unsigned Count, typename First, typename... Rest>
struct FirstOf<pegtl::internal::rep<Count, First, Rest...>> : FirstPart<First> {};
template <bool Default, typename First, typename... Rest>
struct FirstOf<pegtl::internal::if_must<Default, First, Rest...>> : FirstPart<First> {};
template <typename... Rules>
struct FirstOf<pegtl::internal::sor<Rules...>> {
  static constexpr bool kIsKnown = (FirstPart<Rules>::kIsKnown && ...);
  static bool is_at(const Input& in) { return (FirstPart<Rules>::is_at(in) || ...); }
  template <typename Visit>
  static void each_word(Visit visit) {
    (FirstPart<Rules>::each_word(visit), ...);
  }
};

}  // namespace tocsin::dsl::grammar
