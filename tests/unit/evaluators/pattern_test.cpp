#include "evaluators/pattern.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>

namespace tocsin::evaluators {
namespace {

TEST_CASE("a pattern is for the whole text", "[evaluators][pattern]") {
  struct Case {
    std::string_view why, pattern, text;
    bool want;
  };
  const auto c = GENERATE(values<Case>({
      {"without stars it is the text", "abc", "abc", true},
      {"no more", "abc", "abcd", false},
      {"no less", "abc", "ab", false},
      {"case counts", "abc", "Abc", false},
      {"nothing is nothing", "", "", true},
      {"nothing is not something", "", "a", false},
      {"a star is anything", "*", "", true},
      {"a star is all of it", "*", "anything", true},
      {"a beginning", "ab*", "abc", true},
      {"an end", "*bc", "abc", true},
      {"an end that does not come last", "*bc", "abcd", false},
      {"both ends must not overlap", "aba*aba", "aba", false},
      {"both ends meet", "ab*cd", "abcd", true},
      {"a middle", "*b*", "abc", true},
      {"pieces in order", "*b*a*", "aab", false},
      {"the end may be met before", "*ab", "abab", true},
      {"stars in a row are one", "a**b", "ab", true},
      {"one character", "a?c", "abc", true},
      {"not none", "a?c", "ac", false},
      {"one character of two bytes", "M?nchen", "München", true},
      {"one character of four bytes", "?", "\xF0\x9F\x9A\xA8", true},
      {"a question after a star", "*?", "", false},
      {"the last but one", "*?c", "abc", true},
      {"a stray byte is a character", "a?b",
       "a\xFF"
       "b",
       true},
      {"a broken letter is two", "??", "\xC3\x28", true},
      {"a dot is a dot", "a.c", "abc", false},
      {"a bracket is a bracket", "[a]", "a", false},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(Pattern(c.pattern).matches(c.text) == c.want); }
}

// By the book: every split is tried.
bool matches_slowly(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*') {
    return matches_slowly(pattern.substr(1), text) ||
           (!text.empty() && matches_slowly(pattern, text.substr(1)));
  }
  const bool fits = !text.empty() && (pattern.front() == '?' || pattern.front() == text.front());
  return fits && matches_slowly(pattern.substr(1), text.substr(1));
}

TEST_CASE("patterns match as trying every split would", "[evaluators][pattern][property]") {
  const auto seed = GENERATE(take(20, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937 random(static_cast<unsigned>(seed));
  const auto letters = [&](std::string_view of, std::size_t most) {
    std::string text;
    for (auto n = random() % (most + 1); n > 0; --n) text += of[random() % of.size()];
    return text;
  };
  for (int i = 0; i < 500; ++i) {
    const std::string pattern = letters("ab**?", 7), text = letters("ab", 9);
    CAPTURE(pattern, text);
    CHECK(Pattern(pattern).matches(text) == matches_slowly(pattern, text));
  }
}

TEST_CASE("many stars do not make a match explode", "[evaluators][pattern]") {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a";
  pattern += "*b";
  CHECK(!Pattern(pattern).matches(std::string(20'000, 'a')));
  CHECK(Pattern(pattern).matches(std::string(20'000, 'a') + "b"));
}

}  // namespace
}  // namespace tocsin::evaluators
