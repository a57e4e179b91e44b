// A plain client for tests: one connection over which bytes are sent as they stand.
#pragma once

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin::test {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_open_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool is_open() const { return is_open_; }

  void send(const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const auto size = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (size <= 0) return;
      sent += static_cast<std::size_t>(size);
    }
  }

  // Head and body of the next answer; what there was when the server closed or said nothing for so
  // long.
  std::string receive(std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    for (;;) {
      const auto end = unread_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto whole = end + 4 + body_size(unread_.substr(0, end));
        if (unread_.size() >= whole) return take(whole);
      }
      if (!fill(patience)) return take(unread_.size());
    }
  }

  // Whether the server closes the connection within this time.
  bool is_closed(std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    while (fill(patience)) {
    }
    return is_over_;
  }

 private:
  static std::size_t body_size(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::strtoull(head.c_str() + at + 16, nullptr, 10);
  }

  std::string take(std::size_t size) {
    auto taken = unread_.substr(0, size);
    unread_.erase(0, size);
    return taken;
  }

  bool fill(std::chrono::milliseconds patience) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(patience.count())) <= 0) return false;
    char buffer[4096];
    const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
    is_over_ = size <= 0;
    if (is_over_) return false;
    unread_.append(buffer, static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  bool is_open_ = false;
  bool is_over_ = false;
  std::string unread_;
};

}  // namespace tocsin::test
