// Reads URLs, and shows them without what may be secret in them.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace tocsin::net {

struct Url {
  std::string scheme;     // lower case
  std::string host;       // an IPv6 literal without its brackets
  std::string port;       // as written, else the scheme's own; empty when neither is known
  bool has_user = false;  // user:password@ stands before the host
};

// Fails for anything without scheme and host. The error never quotes `text`, which may be secret.
Result<Url> parse_url(std::string_view text);

// "https://hooks.slack.com/…": scheme, host and a port that was written; user, path and query are
// hidden, because receivers put their secrets there. "(unreadable URL)" for what is none.
std::string redacted(std::string_view url);

// Whether the host means this machine: localhost, a name below it, or a loopback address.
bool is_loopback(std::string_view host);

}  // namespace tocsin::net
