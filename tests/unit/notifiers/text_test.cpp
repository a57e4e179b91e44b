#include "notifiers/text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tocsin::notifiers;

TEST_CASE("one_line() leaves nothing that breaks a line, a terminal or an encoding",
          "[notifiers][text]") {
  struct Case {
    std::string_view why, text, want;
  };
  const auto c = GENERATE(values<Case>({
      {"plain text stays", "Zürich → 東京 🔥", "Zürich → 東京 🔥"},
      {"line ends", "a\r\nb\nc", "a  b c"},
      {"a terminal escape", "a\x1b[31mb", "a [31mb"},
      {"DEL and C1 controls",
       "a\x7f\xc2\x9b"
       "b",
       "a  b"},
      {"line and paragraph separators",
       "a\xe2\x80\xa8\xe2\x80\xa9"
       "b",
       "a  b"},
      {"right-to-left override",
       "a\xe2\x80\xae"
       "b",
       "a b"},
      {"a lone continuation",
       "a\x80"
       "b",
       "a\xef\xbf\xbd"
       "b"},
      {"a cut sequence", "a\xf0\x9f\x94", "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"an overlong slash", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
      {"a surrogate", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"past the last code point", "\xf4\x90\x80\x80",
       "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
      {"the last code point", "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(one_line(c.text) == c.want); }
  CHECK(one_line(std::string_view("a\0b", 3)) == "a b");
}

TEST_CASE("some_lines() keeps line ends, all of one kind", "[notifiers][text]") {
  CHECK(some_lines("a\r\nb\rc\nd\te") == "a\nb\nc\nd e");
}

TEST_CASE("cut() counts code points and never cuts one in two", "[notifiers][text]") {
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "ab…");
  CHECK(cut("🔥🔥🔥", 3) == "🔥🔥🔥");
  CHECK(cut("🔥🔥🔥🔥", 3) == "🔥🔥…");
  CHECK(cut("ab", 1) == "…");
  CHECK(cut("", 1) == "");
  CHECK(length("e\xcc\x81🔥…") == 4);
}

TEST_CASE("cut_bytes() stays within bytes and between code points", "[notifiers][text]") {
  CHECK(cut_bytes("a🔥b", 6) == "a🔥b");
  CHECK(cut_bytes("a🔥b", 5) == "a🔥");
  CHECK(cut_bytes("a🔥b", 4) == "a");
  CHECK(cut_bytes("🔥", 3) == "");
}

TEST_CASE("any bytes become valid text of the length asked for", "[notifiers][text][property]") {
  const std::uint64_t seed = GENERATE(range<std::uint64_t>(0, 200));
  CAPTURE(seed);
  std::uint64_t state = seed + 1;
  std::string bytes;
  for (std::uint64_t i = 0; i < 3 * seed; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    // Leads and continuations more often than chance would have it.
    const auto byte = static_cast<unsigned char>(state >> 40);
    bytes += static_cast<char>((state >> 60) < 8 ? byte | 0x80 : byte);
  }
  for (const std::size_t most : {1U, 7U, 100U}) {
    const auto text = short_lines(bytes, most);
    CHECK(length(text) <= most);
    CHECK(text == cut(some_lines(bytes), most));
    CHECK_NOTHROW(nlohmann::json(text).dump());  // throws for what is no UTF-8
    CHECK(nlohmann::json(cut_bytes(text, most)).dump().size() >= 2);
  }
}

TEST_CASE("is_web_link() takes what a browser can follow and nothing to inject with",
          "[notifiers][text]") {
  CHECK(is_web_link("https://wiki.bank.example/a?b=c&d#e"));
  CHECK(is_web_link("http://10.0.0.1:8080"));
  CHECK_FALSE(is_web_link("javascript:alert(1)"));
  CHECK_FALSE(is_web_link("https://x.example/|evil> <!channel>"));
  CHECK_FALSE(is_web_link("https://x.example/\"onclick=\""));
  CHECK_FALSE(is_web_link("https://x.example/\nb"));
  CHECK_FALSE(is_web_link("wiki/page"));
  CHECK_FALSE(is_web_link("https://"));
}
