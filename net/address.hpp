// Tells a public address from one of this machine, of a private network, or of nobody's business.
// A webhook's URL comes from a rule file; what it resolves to decides whether we may connect.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

struct sockaddr;

namespace tocsin::net {

enum class AddressKind : std::uint8_t {
  global,           // the public internet
  this_machine,     // loopback
  private_network,  // RFC 1918, RFC 6598, RFC 4193
  forbidden,        // link-local, cloud metadata, multicast, unspecified, reserved
};
std::string_view to_text(AddressKind kind);  // "public", "this machine", ...

// IPv4 and IPv6; an IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) counts as itself.
// Another family is forbidden.
AddressKind address_kind(const sockaddr& address);

// A literal such as "10.0.0.5" or "fe80::1"; nothing for any other text.
std::optional<AddressKind> address_kind(std::string_view literal);

// How far requests may go. A forbidden address is out of reach for both: no receiver of alerts
// lives there, while a metadata service would answer with credentials.
enum class Reach : std::uint8_t {
  internet,
  network
};  // network: this machine and private ones too
bool may_reach(AddressKind kind, Reach reach);

}  // namespace tocsin::net
