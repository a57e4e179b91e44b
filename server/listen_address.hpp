// Where the service listens: `--listen 127.0.0.1:9464`.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::server {

struct ListenAddress {
  std::string host;        // an address in digits: "127.0.0.1", "::1"
  std::uint16_t port = 0;  // 0: any that is free
};

// `HOST:PORT`, `[::1]:PORT`, `localhost:PORT` or `:PORT`, which is 127.0.0.1. Requests carry no
// proof of who sends them, so that only addresses of this machine itself are taken.
Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace tocsin::server
