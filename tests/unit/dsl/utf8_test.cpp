#include "dsl/utf8.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

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
