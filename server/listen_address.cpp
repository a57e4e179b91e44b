#include "server/listen_address.hpp"

#include "base/printable.hpp"

#include <arpa/inet.h>
#include <charconv>
#include <optional>

namespace tocsin::server {
namespace {

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, trouble] = std::from_chars(text.data(), end, port);
  return trouble == std::errc() && stopped == end && !text.empty() ? std::optional(port)
                                                                   : std::nullopt;
}

std::string_view without_brackets(std::string_view host) {
  const bool has = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return has ? host.substr(1, host.size() - 2) : host;
}

bool is_address(const std::string& host) {
  in6_addr ignored{};
  return inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

bool is_loopback(const std::string& host) {
  return host == "::1" || (host.starts_with("127.") && is_address(host));
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto port =
      colon == std::string_view::npos ? std::nullopt : port_of(text.substr(colon + 1));
  if (!port)
    return fail("--listen {}: expected an address and a port, such as 127.0.0.1:9464",
                printable(text));
  std::string host(without_brackets(text.substr(0, colon)));
  if (host.empty() || host == "localhost") host = "127.0.0.1";
  if (is_loopback(host)) return ListenAddress{host, *port};
  if (!is_address(host))
    return fail("--listen {}: expected an address in digits, found {}; 127.0.0.1:{} would work",
                printable(text), printable(host), *port);
  return fail(
      "--listen {}: requests carry no proof of who sends them yet, so only this machine itself is "
      "served: 127.0.0.1:{} would work, and a proxy beside it can let others in",
      printable(text), *port);
}

}  // namespace tocsin::server
