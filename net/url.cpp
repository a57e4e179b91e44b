#include "net/url.hpp"

#include "net/address.hpp"

#include <curl/curl.h>

#include <memory>

namespace tocsin::net {
namespace {

struct Freed {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, Freed>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

// Null when it cannot be read. A scheme that curl does not know is not our concern here.
Handle read(std::string_view text) {
  Handle url(curl_url());
  const std::string copy(text);
  if (copy.find('\0') != std::string::npos) return nullptr;
  if (curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return nullptr;
  }
  return url;
}

std::string without_brackets(std::string host) {
  if (host.size() > 2 && host.front() == '[') return host.substr(1, host.size() - 2);
  return host;
}

bool ends_with_localhost(std::string_view host) {
  constexpr std::string_view kName = "localhost";
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  return host == kName || (host.size() > kName.size() && host.ends_with(kName) &&
                           host[host.size() - kName.size() - 1] == '.');
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  const Handle url = read(text);
  if (!url) return fail("expected a URL such as https://host/path, found something else");
  Url out{part(url.get(), CURLUPART_SCHEME), without_brackets(part(url.get(), CURLUPART_HOST)),
          part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT),
          !part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty()};
  if (out.host.empty()) return fail("expected a URL with a host, such as https://host/path");
  return out;
}

std::string redacted(std::string_view url) {
  const Handle read_url = read(url);
  const std::string host = read_url ? part(read_url.get(), CURLUPART_HOST) : "";
  if (host.empty()) return "(unreadable URL)";
  std::string out = part(read_url.get(), CURLUPART_SCHEME) + "://" + host;
  const std::string port = part(read_url.get(), CURLUPART_PORT);
  if (!port.empty()) out += ":" + port;
  const std::string path = part(read_url.get(), CURLUPART_PATH);
  const bool more = path.size() > 1 || !part(read_url.get(), CURLUPART_QUERY).empty() ||
                    !part(read_url.get(), CURLUPART_FRAGMENT).empty();
  return more ? out + "/…" : out;
}

bool is_loopback(std::string_view host) {
  return ends_with_localhost(host) || address_kind(host) == AddressKind::this_machine;
}

}  // namespace tocsin::net
