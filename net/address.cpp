#include "net/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>

namespace tocsin::net {
namespace {

using V4 = std::uint32_t;  // host order
using V6 = std::array<std::uint8_t, 16>;

struct V4Range {
  V4 first;
  int bits;  // length of the prefix
  AddressKind kind;
};

constexpr V4 v4(V4 a, V4 b, V4 c, V4 d) { return a << 24 | b << 16 | c << 8 | d; }

// The first match counts, so single addresses stand before the networks they are in.
constexpr V4Range kV4Ranges[] = {
    {v4(100, 100, 100, 200), 32, AddressKind::forbidden},  // metadata of Alibaba Cloud
    {v4(168, 63, 129, 16), 32, AddressKind::forbidden},    // wire server of Azure
    {v4(127, 0, 0, 0), 8, AddressKind::this_machine},
    {v4(10, 0, 0, 0), 8, AddressKind::private_network},
    {v4(172, 16, 0, 0), 12, AddressKind::private_network},
    {v4(192, 168, 0, 0), 16, AddressKind::private_network},
    {v4(100, 64, 0, 0), 10, AddressKind::private_network},  // RFC 6598
    {v4(198, 18, 0, 0), 15, AddressKind::private_network},  // RFC 2544
    {v4(0, 0, 0, 0), 8, AddressKind::forbidden},            // Linux takes it for loopback
    {v4(169, 254, 0, 0), 16, AddressKind::forbidden},       // link-local and most metadata services
    {v4(192, 0, 0, 0), 24, AddressKind::forbidden},         // RFC 6890; metadata of Oracle Cloud
    {v4(192, 0, 2, 0), 24, AddressKind::forbidden},         // RFC 5737
    {v4(198, 51, 100, 0), 24, AddressKind::forbidden},
    {v4(203, 0, 113, 0), 24, AddressKind::forbidden},
    {v4(224, 0, 0, 0), 3, AddressKind::forbidden},  // multicast and reserved
};

AddressKind kind_of(V4 address) {
  for (const auto& range : kV4Ranges) {
    if ((address ^ range.first) >> (32 - range.bits) == 0) return range.kind;
  }
  return AddressKind::global;
}

struct V6Range {
  const char* first;
  int bits;
  AddressKind kind;
};

constexpr V6Range kV6Ranges[] = {
    {"::1", 128, AddressKind::this_machine},      {"::", 128, AddressKind::forbidden},
    {"fd00:ec2::", 32, AddressKind::forbidden},  // metadata of AWS
    {"fd20:ce::", 32, AddressKind::forbidden},   // metadata of Google Cloud
    {"fc00::", 7, AddressKind::private_network},  {"fe80::", 10, AddressKind::forbidden},
    {"fec0::", 10, AddressKind::private_network},  // RFC 3879, still in use here and there
    {"ff00::", 8, AddressKind::forbidden},        {"2001:db8::", 32, AddressKind::forbidden},
    {"100::", 64, AddressKind::forbidden},
};

V6 v6(const char* literal) {
  V6 out{};
  inet_pton(AF_INET6, literal, out.data());
  return out;
}

bool begins_with(const V6& address, const V6& prefix, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(prefix.begin(), prefix.begin() + bits / 8, address.begin())) return false;
  const int rest = bits % 8;
  return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

V4 v4_at(const V6& address, std::size_t from) {
  return v4(address[from], address[from + 1], address[from + 2], address[from + 3]);
}

AddressKind kind_of(const V6& address) {
  for (const auto& range : kV6Ranges) {
    if (begins_with(address, v6(range.first), range.bits)) return range.kind;
  }
  if (begins_with(address, v6("::ffff:0:0"), 96)) return kind_of(v4_at(address, 12));
  if (begins_with(address, v6("64:ff9b::"), 96)) return kind_of(v4_at(address, 12));
  if (begins_with(address, v6("::"), 96)) return kind_of(v4_at(address, 12));
  if (begins_with(address, v6("2002::"), 16)) return kind_of(v4_at(address, 2));
  return AddressKind::global;
}

}  // namespace

std::string_view to_text(AddressKind kind) {
  switch (kind) {
    case AddressKind::global: return "public";
    case AddressKind::this_machine: return "this machine";
    case AddressKind::private_network: return "a private network";
    case AddressKind::forbidden: return "link-local, metadata or reserved";
  }
  return "unknown";
}

AddressKind address_kind(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return kind_of(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address, sizeof in);
    V6 bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return kind_of(bytes);
  }
  return AddressKind::forbidden;
}

std::optional<AddressKind> address_kind(std::string_view literal) {
  const std::string text(literal);
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return kind_of(ntohl(four.s_addr));
  V6 six{};
  if (inet_pton(AF_INET6, text.c_str(), six.data()) == 1) return kind_of(six);
  return std::nullopt;
}

bool may_reach(AddressKind kind, Reach reach) {
  if (kind == AddressKind::forbidden) return false;
  return reach == Reach::network || kind == AddressKind::global;
}

}  // namespace tocsin::net
