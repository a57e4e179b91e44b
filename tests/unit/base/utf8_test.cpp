#include "base/utf8.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;

TEST_CASE("the first byte that is not UTF-8 is found", "[base][utf8]") {
  CHECK_FALSE(first_invalid_utf8(""));
  CHECK_FALSE(first_invalid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
  CHECK(first_invalid_utf8("ab\x80") == 2);            // a continuation without a lead
  CHECK(first_invalid_utf8("\xC3") == 0);              // cut off
  CHECK(first_invalid_utf8("a\xC1\x81") == 1);         // an overlong form
  CHECK(first_invalid_utf8("\xE0\x80\x80") == 0);      // another
  CHECK(first_invalid_utf8("\xED\xA0\x80") == 0);      // a surrogate
  CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0);  // past U+10FFFF
  CHECK(first_invalid_utf8("\xF5") == 0);
  CHECK(first_invalid_utf8("eight by\xFFtes") == 8);
  CHECK(first_invalid_utf8("eight bytes\xFF") == 11);
}

TEST_CASE("code_points() counts what a reader counts", "[base][utf8]") {
  CHECK(code_points("") == 0);
  CHECK(code_points("abc") == 3);
  CHECK(code_points("Grüße") == 5);
}
