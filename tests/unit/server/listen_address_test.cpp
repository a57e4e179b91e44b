#include "server/listen_address.hpp"

#include <catch2/catch.hpp>

using Catch::Contains;
using tocsin::server::parse_listen_address;

TEST_CASE("addresses of this machine itself can be listened on", "[server]") {
  const auto [text, host, port] =
      GENERATE(table<std::string, std::string, int>({{"127.0.0.1:9464", "127.0.0.1", 9464},
                                                     {"127.8.0.1:1", "127.8.0.1", 1},
                                                     {":9464", "127.0.0.1", 9464},
                                                     {"localhost:0", "127.0.0.1", 0},
                                                     {"[::1]:65535", "::1", 65535}}));
  const auto address = parse_listen_address(text);
  REQUIRE(address.has_value());
  CHECK(address->host == host);
  CHECK(address->port == port);
}

TEST_CASE("any other address is refused, in words that say why", "[server]") {
  const auto [text, why] = GENERATE(table<std::string, std::string>(
      {{"0.0.0.0:9464", "only this machine itself is served: 127.0.0.1:9464"},
       {"[::]:80", "only this machine itself"},
       {"10.1.2.3:80", "only this machine itself"},
       {"127.evil.example:80", "expected an address in digits"},
       {"example.org:80", "127.0.0.1:80 would work"},
       {"127.0.0.1", "expected an address and a port"},
       {"127.0.0.1:", "expected an address and a port"},
       {"127.0.0.1:70000", "expected an address and a port"},
       {"127.0.0.1:80x", "expected an address and a port"},
       {"", "expected an address and a port"}}));
  const auto address = parse_listen_address(text);
  REQUIRE_FALSE(address.has_value());
  CHECK_THAT(address.error().message, Contains(why));
}
