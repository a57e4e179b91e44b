#include "base/printable.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace std::string_literals;

TEST_CASE("printable() leaves nothing that acts on a terminal", "[base][printable]") {
  struct Case {
    std::string_view why;
    std::string text, want;
  };
  const auto c = GENERATE(values<Case>({
      {"plain text stays", "Grüße, 評価 ✓", "Grüße, 評価 ✓"},
      {"an escape code loses its escape", "\x1b[31mred", " [31mred"},
      {"a title cannot be set", "\x1b]0;x\x07", " ]0;x "},
      {"the one-byte escape of eight-bit terminals",
       "a\xc2\x9b"
       "31m",
       "a 31m"},
      {"NUL and DEL", "a\0b\x7f"s, "a b "},
      {"line ends and tabs", "a\r\nb\tc", "a  b c"},
      {"a line separator",
       "a\xe2\x80\xa8"
       "b",
       "a b"},
      {"a mark that turns the direction",
       "\xe2\x80\xae"
       "abc",
       " abc"},
      {"an isolate mark",
       "\xe2\x81\xa6"
       "abc",
       " abc"},
      {"a byte that is no UTF-8",
       "a\xff"
       "b",
       "a\xef\xbf\xbd"
       "b"},
      {"an overlong escape", "\xc0\x9b", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"half a character", "a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd"},
      {"a surrogate", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"past the last code point", "\xf4\x90\x80\x80",
       "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"the last code point", "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
      {"nothing", "", ""},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(printable(c.text) == c.want); }
}

TEST_CASE("printable_lines() keeps line ends and nothing else", "[base][printable]") {
  CHECK(printable_lines("a\r\nb\rc\nd\x1b[2J\te") == "a\nb\nc\nd [2J e");
}
