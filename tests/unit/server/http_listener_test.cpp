#include "server/http_listener.hpp"

#include "tests/unit/server/http_client.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <thread>

using namespace tocsin;
using namespace tocsin::server;
using Catch::Contains;
using Catch::StartsWith;
using std::chrono::milliseconds;
using test::RawClient;

namespace {

// Answers with what came.
void echo(HttpRequest request, const Respond& respond) {
  respond({.status = 200,
           .content_type = "text/plain",
           .body = request.method + " " + request.path + "|" + request.query + "|" +
                   std::string(request.header("x-mark")) + "|" + request.body});
}

std::unique_ptr<HttpListener> listener(Handler handler = echo, const HttpLimits& limits = {}) {
  auto opened = HttpListener::open({"127.0.0.1", 0}, std::move(handler), limits);
  REQUIRE(opened.has_value());
  return std::move(*opened);
}

std::string post(const std::string& body, const std::string& headers = "") {
  return "POST /a?b=c HTTP/1.1\r\nHost: x\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("a request reaches the handler, and its answer the client, over one connection again",
          "[server]") {
  const auto server = listener();
  RawClient client(server->port());
  client.send(post("one", "X-Mark: m\r\n"));
  CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 200 OK") && Contains("POST /a|b=c|m|one"));
  client.send(post("two"));
  CHECK_THAT(client.receive(), Contains("POST /a|b=c||two"));
  client.send("GET / HTTP/1.0\r\n\r\n");
  CHECK_THAT(client.receive(), Contains("GET /|||"));
  CHECK(client.is_closed());
}

TEST_CASE("two requests sent at once are answered in their order", "[server]") {
  const auto server = listener();
  RawClient client(server->port());
  client.send(post("one") + post("two"));
  CHECK_THAT(client.receive(), Contains("|one"));
  CHECK_THAT(client.receive(), Contains("|two"));
}

TEST_CASE("a client that asks before it sends its body is told to go on", "[server]") {
  const auto server = listener();
  RawClient client(server->port());
  client.send("POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 100 Continue"));
  client.send("hi");
  CHECK_THAT(client.receive(), Contains("|hi"));
}

TEST_CASE("what is over a limit is refused with its status, and the connection ends", "[server]") {
  HttpLimits limits;
  limits.header_bytes = 1024;
  limits.body_bytes = 100;
  const auto server = listener(echo, limits);
  RawClient client(server->port());
  SECTION("header") {
    client.send("GET / HTTP/1.1\r\nX-Long: " + std::string(2000, 'x') + "\r\n\r\n");
    CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 431") && Contains("over 1024 bytes"));
  }
  SECTION("body that says its size") {
    client.send(post(std::string(101, 'x')));
    CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 413") && Contains("over 100 bytes"));
  }
  SECTION("body in chunks") {
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                std::string(101, 'x') + "\r\n0\r\n\r\n");
    CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 413"));
  }
  SECTION("no HTTP at all") {
    client.send("\x16\x03\x01 hello\r\n\r\n");
    CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 400") && Contains("no HTTP request"));
  }
  CHECK(client.is_closed());
}

TEST_CASE("bodies that would take more memory than there is for them are told to come again",
          "[server]") {
  HttpLimits limits;
  limits.bytes_in_flight = 100;
  std::promise<Respond> held;
  const auto server = listener(
      [&](const HttpRequest& request, Respond respond) {
        if (request.body.size() == 80) return held.set_value(std::move(respond));
        respond({});
      },
      limits);
  RawClient first(server->port()), second(server->port());
  first.send(post(std::string(80, 'x')));
  const auto respond = held.get_future().get();
  second.send(post(std::string(30, 'x')));
  CHECK_THAT(second.receive(), StartsWith("HTTP/1.1 429") && Contains("Retry-After: 1"));
  respond({.status = 201});
  CHECK_THAT(first.receive(), StartsWith("HTTP/1.1 201"));
  RawClient third(server->port());
  third.send(post(std::string(30, 'x')));
  CHECK_THAT(third.receive(), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("a client that never ends its request is closed and keeps nobody waiting", "[server]") {
  HttpLimits limits;
  limits.idle = milliseconds(200);
  limits.read = milliseconds(200);
  const auto server = listener(echo, limits);
  RawClient half_header(server->port()), half_body(server->port()), silent(server->port());
  half_header.send("POST /a HTT");
  half_body.send("POST /a HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  RawClient quick(server->port());
  quick.send(post("q"));
  CHECK_THAT(quick.receive(), Contains("|q"));
  CHECK(half_header.is_closed());
  CHECK(half_body.is_closed());
  CHECK(silent.is_closed());
}

TEST_CASE("more connections than there may be are told so", "[server]") {
  HttpLimits limits;
  limits.connections = 2;
  const auto server = listener(echo, limits);
  RawClient one(server->port()), two(server->port());
  one.send(post("1"));
  two.send(post("2"));
  one.receive();
  two.receive();
  RawClient three(server->port());
  CHECK_THAT(three.receive(), StartsWith("HTTP/1.1 503"));
  one.send(post("again"));
  CHECK_THAT(one.receive(), Contains("|again"));
}

TEST_CASE("an answer may come later, from another thread", "[server]") {
  std::thread answering;
  const auto server = listener([&](HttpRequest request, Respond respond) {
    answering = std::thread([request = std::move(request), respond = std::move(respond)] {
      respond({.status = 202, .body = request.body});
    });
  });
  RawClient client(server->port());
  client.send(post("later"));
  CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 202") && Contains("later"));
  answering.join();
}

TEST_CASE("stopping answers what has come and takes nothing more", "[server]") {
  std::promise<Respond> held;
  const auto server =
      listener([&](const HttpRequest&, Respond respond) { held.set_value(std::move(respond)); });
  RawClient busy(server->port()), idle(server->port());
  busy.send(post("x"));
  const auto respond = held.get_future().get();
  const auto port = server->port();
  auto stopping = std::async([&] { server->stop(std::chrono::seconds(20)); });
  CHECK(idle.is_closed());
  CHECK_FALSE(RawClient(port).is_open());
  respond({.status = 200, .body = "done"});
  CHECK_THAT(busy.receive(), Contains("Connection: close") && Contains("done"));
  CHECK(busy.is_closed());
  stopping.get();
}

TEST_CASE("a request that nobody answers ends its connection", "[server]") {
  const auto server = listener([](const HttpRequest&, const Respond&) {});
  RawClient client(server->port());
  client.send(post("x"));
  CHECK(client.is_closed());
}

TEST_CASE("a port that another program has is an error with its name", "[server]") {
  const auto server = listener();
  const auto second = HttpListener::open({"127.0.0.1", server->port()}, echo);
  REQUIRE_FALSE(second.has_value());
  CHECK_THAT(second.error().message, Contains(std::to_string(server->port())));
}
