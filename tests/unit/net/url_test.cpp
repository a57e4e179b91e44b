#include "net/url.hpp"

#include <catch2/catch.hpp>

using namespace tocsin::net;

TEST_CASE("redacted() keeps scheme, host and port, and nothing that may be secret", "[net][url]") {
  struct Case {
    std::string_view url, want;
  };
  const auto c = GENERATE(values<Case>({
      {"https://hooks.slack.com/services/T0/B0/s3cret", "https://hooks.slack.com/…"},
      {"https://user:s3cret@example.org", "https://example.org"},
      {"http://10.0.0.5:8080/hook?sig=s3cret#s3cret", "http://10.0.0.5:8080/…"},
      {"https://example.org?sig=s3cret", "https://example.org/…"},
      {"smtp://[::1]:25", "smtp://[::1]:25"},
      {"s3cret", "(unreadable URL)"},
      {"https://", "(unreadable URL)"},
      {"https://example.org/s3cret\r\nHost: x", "(unreadable URL)"},
      {"", "(unreadable URL)"},
  }));
  CHECK(redacted(c.url) == c.want);
}

TEST_CASE("parse_url() gives scheme, host and port", "[net][url]") {
  const auto url = parse_url("HTTPS://Hooks.Example.org/x");
  REQUIRE(url);
  CHECK(url->scheme == "https");
  CHECK(url->host == "Hooks.Example.org");
  CHECK(url->port == "443");
  CHECK_FALSE(url->has_user);
  CHECK(parse_url("https://:s3cret@example.org")->has_user);
  CHECK(parse_url("smtp://[::1]:2525")->host == "::1");
  CHECK(parse_url("smtp://mail.example.org:587")->port == "587");
}

TEST_CASE("parse_url() never repeats what it could not read", "[net][url]") {
  const auto url = parse_url("s3cret without a scheme");
  REQUIRE_FALSE(url);
  CHECK(url.error().message == "expected a URL such as https://host/path, found something else");
}

TEST_CASE("is_loopback() means this machine and no name that only looks like it", "[net][url]") {
  CHECK(is_loopback("localhost"));
  CHECK(is_loopback("localhost."));
  CHECK(is_loopback("mail.localhost"));
  CHECK(is_loopback("127.0.0.1"));
  CHECK(is_loopback("::1"));
  CHECK_FALSE(is_loopback("notlocalhost"));
  CHECK_FALSE(is_loopback("localhost.example.org"));
  CHECK_FALSE(is_loopback("10.0.0.1"));
}
