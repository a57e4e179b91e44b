#include "net/address.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace tocsin::net;

TEST_CASE("address_kind() knows whom an address belongs to", "[net][address]") {
  struct Case {
    std::string_view literal;
    AddressKind want;
  };
  const auto c = GENERATE(values<Case>({
      {"8.8.8.8", AddressKind::global},
      {"172.15.255.255", AddressKind::global},
      {"172.32.0.0", AddressKind::global},
      {"100.63.255.255", AddressKind::global},
      {"2606:4700::1111", AddressKind::global},
      {"127.0.0.1", AddressKind::this_machine},
      {"127.255.255.254", AddressKind::this_machine},
      {"::1", AddressKind::this_machine},
      {"::ffff:127.0.0.1", AddressKind::this_machine},
      {"10.0.0.5", AddressKind::private_network},
      {"172.16.0.1", AddressKind::private_network},
      {"172.31.255.255", AddressKind::private_network},
      {"192.168.1.1", AddressKind::private_network},
      {"100.64.0.1", AddressKind::private_network},
      {"fd12:3456::1", AddressKind::private_network},
      {"::ffff:10.1.2.3", AddressKind::private_network},
      {"64:ff9b::10.1.2.3", AddressKind::private_network},
      {"2002:0a01:0203::1", AddressKind::private_network},
      {"0.0.0.0", AddressKind::forbidden},
      {"169.254.169.254", AddressKind::forbidden},
      {"100.100.100.200", AddressKind::forbidden},
      {"168.63.129.16", AddressKind::forbidden},
      {"192.0.0.192", AddressKind::forbidden},
      {"224.0.0.1", AddressKind::forbidden},
      {"255.255.255.255", AddressKind::forbidden},
      {"::", AddressKind::forbidden},
      {"fe80::1", AddressKind::forbidden},
      {"ff02::1", AddressKind::forbidden},
      {"fd00:ec2::254", AddressKind::forbidden},
      {"::ffff:169.254.169.254", AddressKind::forbidden},
      {"2002:a9fe:a9fe::1", AddressKind::forbidden},
  }));
  CAPTURE(c.literal);
  REQUIRE(address_kind(c.literal).has_value());
  CHECK(to_text(*address_kind(c.literal)) == to_text(c.want));
}

TEST_CASE("address_kind() reads the address that a socket would connect to", "[net][address]") {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(address_kind(reinterpret_cast<const sockaddr&>(four)) == AddressKind::this_machine);
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  REQUIRE(inet_pton(AF_INET6, "2606:4700::1111", &six.sin6_addr) == 1);
  CHECK(address_kind(reinterpret_cast<const sockaddr&>(six)) == AddressKind::global);
  sockaddr_in6 other{};
  other.sin6_family = AF_UNIX;
  CHECK(address_kind(reinterpret_cast<const sockaddr&>(other)) == AddressKind::forbidden);
}

TEST_CASE("a text that is no address has no kind", "[net][address]") {
  CHECK_FALSE(address_kind("localhost"));
  CHECK_FALSE(address_kind("127.1"));
  CHECK_FALSE(address_kind(""));
}

TEST_CASE("may_reach() keeps metadata services out of reach whatever is allowed",
          "[net][address]") {
  CHECK(may_reach(AddressKind::global, Reach::internet));
  CHECK_FALSE(may_reach(AddressKind::this_machine, Reach::internet));
  CHECK_FALSE(may_reach(AddressKind::private_network, Reach::internet));
  CHECK_FALSE(may_reach(AddressKind::forbidden, Reach::internet));
  CHECK(may_reach(AddressKind::global, Reach::network));
  CHECK(may_reach(AddressKind::this_machine, Reach::network));
  CHECK(may_reach(AddressKind::private_network, Reach::network));
  CHECK_FALSE(may_reach(AddressKind::forbidden, Reach::network));
}
