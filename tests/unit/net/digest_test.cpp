#include "net/digest.hpp"

#include <catch2/catch.hpp>

using namespace tocsin::net;

namespace {

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

}  // namespace

TEST_CASE("sha256_hex() gives the examples of FIPS 180", "[net][digest]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("hmac_sha256() gives the cases of RFC 4231", "[net][digest]") {
  CHECK(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("base64() gives the examples of RFC 4648, and reads them back", "[net][digest]") {
  struct Case {
    std::string_view bytes, text;
  };
  const auto c = GENERATE(values<Case>({
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xff\xfe\xfd", "//79"},
  }));
  CHECK(base64(c.bytes) == c.text);
  CHECK(from_base64(c.text) == std::string(c.bytes));
}

TEST_CASE("from_base64() takes nothing but what base64() writes", "[net][digest]") {
  struct Case {
    std::string_view why, text;
  };
  const auto c = GENERATE(values<Case>({
      {"no padding", "Zg"},
      {"a blank", "Zm9v Zg=="},
      {"a line end", "Zm9v\n"},
      {"padding within", "Zg==Zm9v"},
      {"only padding", "===="},
      {"one letter", "Z==="},
      {"the alphabet of URLs", "__79"},
      {"bits that are lost", "Zh=="},
  }));
  DYNAMIC_SECTION(c.why) { CHECK_FALSE(from_base64(c.text)); }
}
