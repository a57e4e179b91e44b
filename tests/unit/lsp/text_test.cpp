#include "lsp/text.hpp"

#include <catch2/catch.hpp>

namespace tocsin::lsp {

// a é € 𝄞 z take 1, 2, 3, 4, 1 bytes and 1, 1, 1, 2, 1 units of UTF-16.
TEST_CASE("a place counts the units that were agreed on", "[lsp][text]") {
  const Text text("x\naé€𝄞z");
  struct Case {
    std::size_t offset, utf8, utf16, utf32;
  };
  for (const auto& c : std::vector<Case>{{2, 0, 0, 0},
                                         {3, 1, 1, 1},
                                         {5, 3, 2, 2},
                                         {8, 6, 3, 3},
                                         {12, 10, 5, 4},
                                         {13, 11, 6, 5}}) {
    CAPTURE(c.offset);
    CHECK(text.position(c.offset, Encoding::utf8) == Position{1, c.utf8});
    CHECK(text.position(c.offset, Encoding::utf16) == Position{1, c.utf16});
    CHECK(text.position(c.offset, Encoding::utf32) == Position{1, c.utf32});
    CHECK(text.offset({1, c.utf8}, Encoding::utf8) == c.offset);
    CHECK(text.offset({1, c.utf16}, Encoding::utf16) == c.offset);
    CHECK(text.offset({1, c.utf32}, Encoding::utf32) == c.offset);
  }
}

TEST_CASE("a place within a character is its begin", "[lsp][text]") {
  const Text text("𝄞z");
  CHECK(text.offset({0, 1}, Encoding::utf16) == 0);
  CHECK(text.offset({0, 3}, Encoding::utf8) == 0);
}

TEST_CASE("lines end with a line feed, a carriage return or both", "[lsp][text]") {
  const Text text("a\r\nb\rc\nd");
  CHECK(text.lines() == 4);
  CHECK(text.position(3, Encoding::utf16) == Position{1, 0});
  CHECK(text.position(5, Encoding::utf16) == Position{2, 0});
  CHECK(text.position(7, Encoding::utf16) == Position{3, 0});
  // Behind the end of a line is its end, before what ends it.
  CHECK(text.offset({0, 99}, Encoding::utf16) == 1);
  CHECK(text.offset({1, 99}, Encoding::utf16) == 4);
  CHECK(text.offset({99, 0}, Encoding::utf16) == 8);
}

TEST_CASE("a text ends with an empty line when a line end is its last", "[lsp][text]") {
  const Text text("a\n");
  CHECK(text.lines() == 2);
  CHECK(text.offset({1, 0}, Encoding::utf16) == 2);
  CHECK(Text("").lines() == 1);
}

TEST_CASE("bytes that are no UTF-8 count as one character each", "[lsp][text]") {
  const Text text("\xFF\xC3z");
  CHECK(text.position(2, Encoding::utf16) == Position{0, 2});
  CHECK(text.offset({0, 2}, Encoding::utf16) == 2);
}

TEST_CASE("an edit replaces what lies between two places", "[lsp][text]") {
  Text text("one\ntwo\nthree");
  text.replace(4, 7, "2\n2½");
  CHECK(text.bytes() == "one\n2\n2½\nthree");
  CHECK(text.lines() == 4);
  text.replace(100, 200, "!");
  CHECK(text.bytes() == "one\n2\n2½\nthree!");
}

}  // namespace tocsin::lsp
