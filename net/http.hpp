// The one HTTP client: hands over a body and brings back what was answered, within fixed limits.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

struct HttpReply {
  int status = 0;
  std::vector<HttpHeader> headers;  // of the final answer, in its order
  std::string body;                 // at most kLongestReply bytes; what came after is not read

  // The first header of that name, whatever its case; null when there is none.
  const std::string* header(std::string_view name) const;
};

inline constexpr std::size_t kLongestReply = 64 * 1024;

struct HttpOptions {
  // What may be connected to, judged by the address itself after the name was resolved. A request
  // that may reach the internet only goes out directly: behind a proxy nobody could check that.
  Reach reach = Reach::network;
  std::string advice;   // ends the error for an address out of reach: how to allow it
  std::string ca_file;  // certificates to trust in place of the system's; empty: the system's
  Duration connect_timeout = std::chrono::seconds(10);
};

// http and https only; redirects are answers like any other and never followed. The proxies of the
// environment (https_proxy, no_proxy, ...) count, except for this machine. Keeps nothing but open
// connections between requests, of each thread its own, so one object may serve several threads.
class Http {
 public:
  explicit Http(HttpOptions options = {}) : options_(std::move(options)) {}

  // Whatever status was answered is a reply. An error means that no answer came, and begins with
  // the redacted URL; it says Retry::no only when trying again cannot help.
  Result<HttpReply> post(const std::string& url, const std::vector<HttpHeader>& headers,
                         std::string_view body, Duration timeout) const {
    return send("POST", url, headers, body, timeout);
  }
  // The same by another method that carries a body: PUT, PATCH.
  Result<HttpReply> send(const std::string& method, const std::string& url,
                         const std::vector<HttpHeader>& headers, std::string_view body,
                         Duration timeout) const;

 private:
  HttpOptions options_;
};

}  // namespace tocsin::net
