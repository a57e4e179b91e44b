// The HTTP side of the service: connections, limits and time limits. What requests mean is the
// handler's.
#pragma once

#include "base/result.hpp"
#include "server/http_message.hpp"
#include "server/listen_address.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace tocsin::server {

struct HttpLimits {
  std::size_t header_bytes = 16 << 10;
  std::size_t body_bytes = 16 << 20;
  std::size_t bytes_in_flight = 256 << 20;  // bodies of all requests that are not answered yet
  std::size_t connections = 4096;
  std::chrono::milliseconds idle{60'000};  // for the next request and all of its header
  std::chrono::milliseconds read{60'000};  // for a body
  std::chrono::milliseconds write{30'000};
};

// One thread of its own, on which the handler is called. Connections are kept alive; what is over a
// limit is refused by a status (408, 413, 429, 431, 503) and closed, and never keeps the others
// waiting.
class HttpListener {
 public:
  static Result<std::unique_ptr<HttpListener>> open(const ListenAddress& address, Handler handler,
                                                    const HttpLimits& limits = {});
  ~HttpListener();  // at once; every Respond that is held must be gone before
  HttpListener(const HttpListener&) = delete;
  HttpListener& operator=(const HttpListener&) = delete;

  std::uint16_t port() const;

  // Takes no new connection and no new request, and waits until those that came are answered, at
  // most so long. Called once.
  void stop(std::chrono::milliseconds patience);

 private:
  struct Impl;
  explicit HttpListener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tocsin::server
