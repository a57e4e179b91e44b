#include "sources/text.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace tocsin::sources;

TEST_CASE("is_utf8() knows every way not to be UTF-8", "[sources][text]") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("plain text, longer than a word of eight bytes"));
  CHECK(is_utf8("Köln, 東京, 🔔, and 12345678"));
  CHECK(is_utf8("\xf4\x8f\xbf\xbf"));
  for (const std::string_view bad :
       {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "K\xf6ln", "1234567\xf6"}) {
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("excerpts are short, one line, and UTF-8", "[sources][text]") {
  CHECK(excerpt("plain") == "plain");
  CHECK(excerpt("two\nlines\t\x01") == "two lines  ");
  CHECK(excerpt("K\xf6ln") == "K\uFFFDln");
  CHECK(excerpt(std::string(80, 'x')) == std::string(80, 'x'));
  CHECK(excerpt(std::string(81, 'x')) == std::string(80, 'x') + "…");
  CHECK(excerpt(std::string(1'000'000, 'x')) == std::string(80, 'x') + "…");
  std::string bells;
  for (int i = 0; i < 500; ++i) bells += "🔔";
  CHECK(is_utf8(excerpt(bells)));
  CHECK(excerpt(bells) == bells.substr(0, 320) + "…");
}

TEST_CASE("a list of columns is bounded and hints at the one that was meant", "[sources][text]") {
  std::vector<std::string> names{"at", "Income", "age"};
  CHECK(known_columns("income", names) ==
        "; the columns are: at, Income, age; did you mean `Income`?");
  CHECK(known_columns("zip", names) == "; the columns are: at, Income, age");
  CHECK(known_columns("x", {}) == "; there are no columns");
  for (int i = 0; i < 100; ++i) names.push_back("f" + std::to_string(i));
  CHECK(known_columns("zzzzzz", names).ends_with(", f26 and 73 more"));
}
