#include "net/http.hpp"

#include "tests/support/counterpart.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstdlib>

using namespace tocsin;
using namespace tocsin::net;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kEvent =
    R"({"type":"a.b","timestamp":"2026-01-02T03:04:05Z","data":{}})";
const std::vector<HttpHeader> kHeaders{{"Content-Type", "application/json"},
                                       {"webhook-id", "m1"},
                                       {"webhook-timestamp", "1767323045"}};

std::string url_of(const test::Counterpart& stub, std::string_view path = "/hook/s3cret") {
  return fmt::format("http://127.0.0.1:{}{}", stub.port(), path);
}

// A port that was free a moment ago: a stub had it.
int closed_port() { return test::Counterpart("http_stub.py").port(); }

}  // namespace

TEST_CASE("a request arrives as it was given, and the answer comes back", "[net][http]") {
  test::Counterpart stub(
      "http_stub.py",
      {"--answers",
       R"([{"status":202,"headers":{"Retry-After":"7","X-B":"c:d"},"body":"taken"}])"});
  const auto reply = Http().post(url_of(stub), kHeaders, kEvent, 5s);
  REQUIRE(reply);
  CHECK(reply->status == 202);
  CHECK(reply->body == "taken");
  REQUIRE(reply->header("retry-AFTER") != nullptr);
  CHECK(*reply->header("retry-AFTER") == "7");
  CHECK(*reply->header("x-b") == "c:d");
  CHECK(reply->header("x-other") == nullptr);
  const auto seen = stub.next();
  CHECK(seen["body"] == kEvent);
  CHECK(seen["path"] == "/hook/s3cret");
  CHECK(seen["headers"]["webhook-id"] == "m1");
  CHECK(seen["headers"]["user-agent"] == "tocsin");
  CHECK_FALSE(seen["headers"].contains("expect"));
}

TEST_CASE("a connection is used again, and made anew where the server has closed it",
          "[net][http]") {
  test::Counterpart stub("http_stub.py", {"--answers", R"([{},{},{"close":true},{}])"});
  const Http http;
  CHECK(http.post(url_of(stub), kHeaders, kEvent, 5s));
  CHECK(http.post(url_of(stub), kHeaders, kEvent, 5s));
  const auto first = stub.next()["from_port"];
  CHECK(stub.next()["from_port"] == first);
  (void)http.post(url_of(stub), kHeaders, kEvent, 5s);
  CHECK(http.post(url_of(stub), kHeaders, kEvent, 5s));
}

TEST_CASE("a redirect is an answer and is not followed", "[net][http]") {
  test::Counterpart stub("http_stub.py",
                         {"--answers", R"([{"status":302,"headers":{"Location":"/elsewhere"}}])"});
  const auto reply = Http().post(url_of(stub), kHeaders, kEvent, 5s);
  REQUIRE(reply);
  CHECK(reply->status == 302);
  CHECK(stub.next()["path"] == "/hook/s3cret");
  // The next request that the stub sees is ours, so nobody went elsewhere.
  REQUIRE(Http().post(url_of(stub, "/second"), kHeaders, kEvent, 5s));
  CHECK(stub.next()["path"] == "/second");
}

TEST_CASE("an answer without end is cut and still an answer", "[net][http]") {
  test::Counterpart stub("http_stub.py", {"--answers", R"([{"status":200,"flood":true}])"});
  const auto reply = Http().post(url_of(stub), kHeaders, kEvent, 5s);
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(reply->body == std::string(kLongestReply, 'x'));
}

TEST_CASE("no answer is an error that may pass and shows no path", "[net][http]") {
  SECTION("the receiver hangs") {
    test::Counterpart stub("http_stub.py", {"--answers", R"([{"hang":true}])"});
    const auto reply = Http().post(url_of(stub), kHeaders, kEvent, 200ms);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().retry == Retry::later);
    CHECK_THAT(reply.error().message,
               Catch::StartsWith(fmt::format("http://127.0.0.1:{}/…: ", stub.port())));
    CHECK_THAT(reply.error().message, !Catch::Contains("s3cret"));
  }
  SECTION("the receiver closes the connection") {
    test::Counterpart stub("http_stub.py", {"--answers", R"([{"close":true}])"});
    const auto reply = Http().post(url_of(stub), kHeaders, kEvent, 5s);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().retry == Retry::later);
  }
  SECTION("the answer breaks off within its headers") {
    test::Counterpart stub("http_stub.py", {"--answers", R"([{"break_off":true}])"});
    const auto reply = Http().post(url_of(stub), kHeaders, kEvent, 5s);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().retry == Retry::later);
    CHECK_THAT(reply.error().message, Catch::Contains("broke off"));
  }
  SECTION("nobody listens") {
    const auto reply =
        Http().post(fmt::format("http://user:s3cret@127.0.0.1:{}/x", closed_port()), {}, "", 5s);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().retry == Retry::later);
    CHECK_THAT(reply.error().message, !Catch::Contains("s3cret"));
  }
}

TEST_CASE("what can never work is not worth another attempt", "[net][http]") {
  const auto url =
      GENERATE(as<std::string>{}, "ftp://127.0.0.1/s3cret", "file:///etc/hostname", "s3cret", "");
  CAPTURE(url);
  const auto reply = Http().post(url, {}, "", 5s);
  REQUIRE_FALSE(reply);
  CHECK(reply.error().retry == Retry::no);
  CHECK_THAT(reply.error().message, !Catch::Contains("s3cret"));
}

TEST_CASE("an address out of reach is refused after the name was resolved", "[net][http]") {
  test::Counterpart stub("http_stub.py");
  const Http http({.reach = Reach::internet, .advice = "say `private true`"});
  const auto host =
      GENERATE(as<std::string>{}, "127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]");
  CAPTURE(host);
  const auto reply =
      http.post(fmt::format("http://{}:{}/s3cret", host, stub.port()), kHeaders, kEvent, 5s);
  REQUIRE_FALSE(reply);
  CHECK(reply.error().retry == Retry::no);
  CHECK_THAT(
      reply.error().message,
      Catch::EndsWith("its address (this machine) may not be connected to; say `private true`"));
}

TEST_CASE("a metadata service is out of reach even where private networks are not", "[net][http]") {
  const auto reply = Http().post("http://169.254.169.254/latest", {}, "", 5s);
  REQUIRE_FALSE(reply);
  CHECK_THAT(reply.error().message, Catch::Contains("link-local, metadata or reserved"));
}

TEST_CASE("a proxy of the environment is not asked for this machine", "[net][http]") {
  test::Counterpart stub("http_stub.py");
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  const auto reply = Http().post(url_of(stub), kHeaders, kEvent, 5s);
  unsetenv("http_proxy");
  REQUIRE(reply);
  CHECK(reply->status == 204);
}

TEST_CASE("a proxy of the environment is asked for the others", "[net][http]") {
  test::Counterpart proxy("http_stub.py");
  setenv("http_proxy", fmt::format("http://127.0.0.1:{}", proxy.port()).c_str(), 1);
  const auto reply = Http().post("http://receiver.invalid/hook", kHeaders, kEvent, 5s);
  unsetenv("http_proxy");
  REQUIRE(reply);
  CHECK(proxy.next()["path"] == "http://receiver.invalid/hook");
}

TEST_CASE("a missing file of certificates is said by name", "[net][http]") {
  const auto reply = Http({.ca_file = "/nowhere/ca.pem"}).post("https://127.0.0.1:1/x", {}, "", 5s);
  REQUIRE_FALSE(reply);
  CHECK_THAT(reply.error().message, Catch::Contains("https://127.0.0.1:1/…"));
}
