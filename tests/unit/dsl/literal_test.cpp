#include "dsl/literal.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::dsl {
namespace {

TEST_CASE("numbers are read up to their unit", "[dsl][literal]") {
  CHECK(number_value("1_000.25EUR") == 1000.25);
  CHECK(number_value("2.5e-1") == 0.25);
  CHECK(number_value("5e") == 5);
  CHECK(number_value("1..2") == 1);
  CHECK_FALSE(number_value("1e400"));
  CHECK(number_value("1e-400") == 0);
  CHECK(number_size("12.5e3ms") == 6);
  CHECK(number_size("12.ms") == 2);
}

// 0.7 / 100 is 0.006999999999999999.
TEST_CASE("a percentage is the double of its share", "[dsl][literal]") {
  CHECK(hundredths(0.7) == 0.007);
  CHECK(hundredths(29) == 0.29);
  CHECK(hundredths(99.5) == 0.995);
  CHECK(hundredths(0) == 0);
  CHECK(hundredths(1e22) == 1e20);
  CHECK(hundredths(1e-300) == 1e-302);
  CHECK(hundredths(5e-324) == 0);
  for (int thousandths = 0; thousandths <= 200'000; ++thousandths) {
    const auto percent = fmt::format("{}.{:03}", thousandths / 1000, thousandths % 1000);
    const auto share = fmt::format("{}e-2", percent);
    if (hundredths(*number_value(percent)) != *number_value(share)) FAIL(percent);
  }
}

TEST_CASE("durations may name their unit apart or at length", "[dsl][literal]") {
  CHECK(duration_value("1h30m") == std::chrono::minutes(90));
  CHECK(duration_value("5 min") == std::chrono::minutes(5));
  CHECK(duration_value("10secs") == std::chrono::seconds(10));
  CHECK(duration_value("3 \t ms") == std::chrono::milliseconds(3));
  CHECK_FALSE(duration_value("5 parsec"));
  CHECK_FALSE(duration_value("300y"));
  CHECK_FALSE(duration_value("400000d"));
  CHECK(unit_text("5 minutes") == "m");
  CHECK(unit_text("95 %") == "%");
  CHECK(unit_text("2 pp") == "pp");
}

TEST_CASE("texts lose their quotes and escapes", "[dsl][literal]") {
  CHECK(text_value("\"a\"") == "a");
  CHECK(text_value("\"\\n\\t\\\"\\\\\\{\\}\"") == "\n\t\"\\{}");
  CHECK(text_value("\"\\u{41}\\u{20ac}\\u{1F600}\"") == "A\u20AC\U0001F600");
  CHECK(text_value("\"\"\"a\\n\"b\"\"\"") == "a\\n\"b");
  CHECK(text_value("\"\"") == "");
  CHECK(text_value("\"open") == "open");
  CHECK(text_value("\"\"\"open") == "open");
  CHECK(text_value("\"\\q\"") == "\\q");
  CHECK(text_value("\"\\u{zz}\"") == "\\u{zz}");
}

TEST_CASE("code points are characters", "[dsl][literal]") {
  CHECK(code_point("41") == U'A');
  CHECK(code_point("10FFFF") == char32_t{0x10FFFF});
  CHECK_FALSE(code_point("110000"));
  CHECK_FALSE(code_point("D800"));
  CHECK_FALSE(code_point("0"));
  CHECK_FALSE(code_point("FFFFFFFFFFFF"));
  CHECK_FALSE(code_point(""));
  CHECK(code_point_size("\\u{41} b") == 6);
  CHECK(code_point_size("\\u{41") == 0);
  CHECK(code_point_size("\\u{}") == 0);
}

}  // namespace
}  // namespace tocsin::dsl
