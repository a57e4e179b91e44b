#include "dsl/utf8.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

TEST_CASE("the first byte that is not UTF-8 is found", "[dsl][utf8]") {
  CHECK_FALSE(first_invalid_utf8(""));
  CHECK_FALSE(first_invalid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
  CHECK(first_invalid_utf8("ab\x80") == 2);            // a continuation without a lead
  CHECK(first_invalid_utf8("\xC3") == 0);              // cut off
  CHECK(first_invalid_utf8("a\xC1\x81") == 1);         // an overlong form
  CHECK(first_invalid_utf8("\xE0\x80\x80") == 0);      // another
  CHECK(first_invalid_utf8("\xED\xA0\x80") == 0);      // a surrogate
  CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0);  // past U+10FFFF
  CHECK(first_invalid_utf8("\xF5") == 0);
}

TEST_CASE("offsets do not split a character", "[dsl][utf8]") {
  CHECK(utf8_floor("a\xE2\x82\xAC", 3) == 1);
  CHECK(utf8_floor("a\xE2\x82\xAC", 4) == 4);
  CHECK(utf8_floor("a\xE2\x82\xAC", 9) == 4);
  CHECK(utf8_size("\xE2\x82\xACx") == 3);
  CHECK(utf8_size("\xE2x") == 1);
}

TEST_CASE("a line is shown with the columns it takes", "[dsl][utf8]") {
  CHECK(shown("abc").width == 3);
  CHECK(shown("\tb").text == "    b");
  CHECK(shown("\tb").width == 5);
  CHECK(shown("\xE6\x97\xA5").width == 2);  // a wide character
  CHECK(shown("e\xCC\x81").width == 1);     // a combining accent
  CHECK(shown("\x1B[0m").text == "\xEF\xBF\xBD[0m");
  CHECK(shown("a\xFF").text == "a\xEF\xBF\xBD");
  CHECK(shown("\xE2\x80\xAE").text == "\xEF\xBF\xBD");  // right-to-left override
}

}  // namespace
}  // namespace tocsin::dsl
