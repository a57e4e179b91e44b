#include "sources/number.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <random>

using namespace tocsin::sources;
using Kind = NumberRead::Kind;

namespace {

std::string random_digits(std::mt19937_64& random, std::size_t most) {
  std::string text(random() % (most + 1), '0');
  for (char& c : text) c = static_cast<char>('0' + random() % 10);
  return text;
}

// A decimal text with a digit, of up to 45 digits and any exponent worth trying.
std::string random_decimal(std::mt19937_64& random) {
  std::string text = random() % 3 == 0 ? "-" : "";
  const std::size_t most = random() % 4 == 0 ? 22 : 9;
  text += random_digits(random, most);
  if (random() % 2 == 0) text += "." + random_digits(random, most);
  if (text.find_first_of("0123456789") == text.npos) text += "7";
  const int widths[] = {3, 30, 340};
  const auto width = widths[random() % 3];
  if (random() % 2 == 0)
    text += fmt::format("e{}", static_cast<int>(random() % (2 * width)) - width);
  return text;
}

}  // namespace

TEST_CASE("numbers are the nearest double, bit for bit", "[sources][number][property]") {
  const auto seed = GENERATE(1u, 2u, 3u, 4u);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 50'000; ++i) {
    const std::string text = random_decimal(random);
    double want = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), want);
    const auto got = read_number(text);
    CAPTURE(text);
    if (error == std::errc::result_out_of_range) {
      // Too large, or so small that the nearest double is zero.
      if (got.kind != Kind::too_large) REQUIRE(got.value == 0);
    } else {
      REQUIRE(error == std::errc());
      REQUIRE(stop == text.data() + text.size());
      REQUIRE(got.kind == Kind::finite);
      REQUIRE(std::bit_cast<std::uint64_t>(got.value) == std::bit_cast<std::uint64_t>(want));
    }
  }
}

TEST_CASE("what every double prints as is read back", "[sources][number][property]") {
  const auto seed = GENERATE(1u, 2u);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 50'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!(value - value == 0)) continue;
    CAPTURE(value);
    REQUIRE(read_number(fmt::format("{}", value)).value == value);
    REQUIRE(read_number(fmt::format("{:.17g}", value)).value == value);
  }
}

TEST_CASE("forms of numbers", "[sources][number]") {
  struct Case {
    std::string_view text;
    Kind kind;
    double value;
  };
  const auto c = GENERATE(values<Case>({
      {"0", Kind::finite, 0},
      {"-0", Kind::finite, -0.0},
      {"+5", Kind::finite, 5},
      {".5", Kind::finite, 0.5},
      {"5.", Kind::finite, 5},
      {"007", Kind::finite, 7},
      {"1E+3", Kind::finite, 1000},
      {"9007199254740993", Kind::finite, 9007199254740992.0},  // halfway: to even
      {"0.1", Kind::finite, 0.1},
      {"-.12345678", Kind::finite, -0.12345678},
      {"12345678.", Kind::finite, 12345678},
      {"-0.0000000", Kind::finite, -0.0},
      {"1234567890123.25", Kind::finite, 1234567890123.25},
      {"9999999.99", Kind::finite, 9999999.99},
      {"+1.2345678", Kind::finite, 1.2345678},
      {"1234567890123456", Kind::finite, 1234567890123456},
      {"1e-400", Kind::finite, 0},
      {"0e400", Kind::finite, 0},
      {"0.0000000000000000000000000000000000000000000000000000000000000000000001e60", Kind::finite,
       1e-10},
      {"1e400", Kind::too_large, 0},
      {"-1e99999999999999999999", Kind::too_large, 0},
      {"1e-99999999999999999999", Kind::finite, 0},
      {"nan", Kind::not_finite, 0},
      {"-NaN", Kind::not_finite, 0},
      {"Inf", Kind::not_finite, 0},
      {"-INFINITY", Kind::not_finite, 0},
      {"", Kind::malformed, 0},
      {"-", Kind::malformed, 0},
      {".", Kind::malformed, 0},
      {"e5", Kind::malformed, 0},
      {"1e", Kind::malformed, 0},
      {"1e+", Kind::malformed, 0},
      {"1.2.3", Kind::malformed, 0},
      {"--1", Kind::malformed, 0},
      {"--1.2345678", Kind::malformed, 0},
      {"1.2345.678", Kind::malformed, 0},
      {"12345678.12345.6", Kind::malformed, 0},
      {"1.2345x678", Kind::malformed, 0},
      {"1.2345/:78", Kind::malformed, 0},
      {".........", Kind::malformed, 0},
      {"1,5", Kind::malformed, 0},
      {"1_000", Kind::malformed, 0},
      {"0x10", Kind::malformed, 0},
      {"5 ", Kind::malformed, 0},
      {"12abc", Kind::malformed, 0},
      {"infinit", Kind::malformed, 0},
  }));
  CAPTURE(c.text);
  const auto got = read_number(c.text);
  CHECK(got.kind == c.kind);
  CHECK(std::bit_cast<std::uint64_t>(got.value) == std::bit_cast<std::uint64_t>(c.value));
}

TEST_CASE("a shifted number is that of the same digits with another point", "[sources][number]") {
  CHECK(read_number("0.7", -2).value == 0.007);  // 0.7 / 100 is not
  CHECK(read_number("95", -2).value == 0.95);
  CHECK(read_number("12345678901234567890", -2).value == 123456789012345678.90);
  CHECK(read_number("1e3", -2).value == 10);
}

TEST_CASE("hostile numbers are read in time that grows with their length only",
          "[sources][number]") {
  CHECK(read_number(std::string(1'000'000, '9')).kind == Kind::too_large);
  CHECK(read_number("0." + std::string(1'000'000, '0') + "1").value == 0);
  CHECK(read_number("0." + std::string(1'000'000, '3')).value == 1.0 / 3);
}

TEST_CASE("JSON numbers name keys as CSV would", "[sources][number]") {
  CHECK(canonical_number("17") == "17");
  CHECK(canonical_number("17.0") == "17");
  CHECK(canonical_number("1.7e1") == "17");
  CHECK(canonical_number("-0.0") == "0");
  CHECK(canonical_number("0.25") == "0.25");
  CHECK(canonical_number("123456789012345678901234567890") == "123456789012345678901234567890");
}
