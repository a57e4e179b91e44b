#include "tests/unit/notifiers/loopback_receiver.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin::test {
namespace {

void say(int connection, std::string_view text) {
  while (!text.empty()) {
    const auto sent = send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Reads on; false when the other side has gone.
bool read_more(int connection, std::string& text) {
  char buffer[16 * 1024];
  const auto size = recv(connection, buffer, sizeof buffer, 0);
  if (size <= 0) return false;
  text.append(buffer, static_cast<std::size_t>(size));
  return true;
}

// The next line without its end; empty when the other side has gone.
std::string read_line(int connection, std::string& rest) {
  for (;;) {
    const auto end = rest.find("\r\n");
    if (end != std::string::npos) {
      auto line = rest.substr(0, end);
      rest.erase(0, end + 2);
      return line;
    }
    if (!read_more(connection, rest)) return "";
  }
}

// Until `end` is there; what is behind it stays.
std::string read_until(int connection, std::string& rest, std::string_view end) {
  std::size_t at = std::string::npos;
  while ((at = rest.find(end)) == std::string::npos)
    if (!read_more(connection, rest)) return "";
  auto text = rest.substr(0, at + end.size());
  rest.erase(0, at + end.size());
  return text;
}

std::size_t content_length(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

void wait_for_end(int connection) {
  std::string ignored;
  while (read_more(connection, ignored)) ignored.clear();
}

}  // namespace

LoopbackReceiver::LoopbackReceiver(Protocol protocol, std::string status, std::string body)
    : protocol_(protocol), status_(std::move(status)), body_(std::move(body)) {
  listen_again();
  thread_ = std::jthread([this](std::stop_token stop) { serve(std::move(stop)); });
}

LoopbackReceiver::~LoopbackReceiver() {
  thread_.request_stop();
  thread_.join();
  stop_listening();
}

void LoopbackReceiver::set(Fault fault) {
  if (fault == fault_) return;
  if (fault == Fault::refuses) stop_listening();
  if (fault_ == Fault::refuses) listen_again();
  fault_ = fault;
}

std::vector<std::string> LoopbackReceiver::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

void LoopbackReceiver::take(std::string text) {
  const std::lock_guard lock(mutex_);
  taken_.push_back(std::move(text));
}

// The same port each time, once there is one.
void LoopbackReceiver::listen_again() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, raw, size) != 0 || listen(listener, 16) != 0)
    throw std::runtime_error("no socket to listen on");
  getsockname(listener, raw, &size);
  port_ = ntohs(address.sin_port);
  listener_ = listener;
}

void LoopbackReceiver::stop_listening() {
  const int listener = listener_.exchange(-1);
  if (listener >= 0) close(listener);
}

void LoopbackReceiver::serve(std::stop_token stop) {
  while (!stop.stop_requested()) {
    pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, 5) <= 0 || (waiting.revents & POLLIN) == 0) continue;
    const int connection = accept4(waiting.fd, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    converse(connection);
    close(connection);
  }
}

void LoopbackReceiver::converse(int connection) {
  const Fault fault = fault_;
  if (fault == Fault::stalls) return wait_for_end(connection);
  if (fault == Fault::garbage) {
    say(connection, "\x01\xff\xfe what is this?\r\n\r\n<html>");
    shutdown(connection, SHUT_WR);
    return wait_for_end(connection);
  }
  protocol_ == Protocol::http ? converse_http(connection, fault) : converse_smtp(connection, fault);
}

void LoopbackReceiver::converse_http(int connection, Fault fault) {
  std::string rest;
  const auto head = read_until(connection, rest, "\r\n\r\n");
  const auto length = content_length(head);
  while (rest.size() < length)
    if (!read_more(connection, rest)) return;
  const auto answer = [&](std::string_view status, std::string_view headers,
                          std::string_view body) {
    say(connection,
        fmt::format("HTTP/1.1 {}\r\n{}Connection: close\r\nContent-Length: {}\r\n\r\n{}", status,
                    headers, body.size(), body));
  };
  switch (fault) {
    case Fault::cuts: return say(connection, "HTTP/1.1 200 OK\r\nContent-Le");
    case Fault::too_many: return answer("429 Too Many Requests", "Retry-After: 30\r\n", "");
    case Fault::failing: return answer("500 Internal Server Error", "", "oops");
    case Fault::never: return answer("400 Bad Request", "", "invalid");
    default: break;
  }
  take(head.substr(0, head.find(" HTTP/")) + "\n" + rest);
  answer(status_, "", body_);
}

void LoopbackReceiver::converse_smtp(int connection, Fault fault) {
  if (fault == Fault::too_many) return say(connection, "421 4.7.0 too busy\r\n");
  say(connection, "220 receiver ready\r\n");
  std::string rest, recipients;
  for (;;) {
    const auto line = read_line(connection, rest);
    if (line.empty()) return;
    if (line.starts_with("EHLO")) {
      say(connection, "250 receiver\r\n");
    } else if (line.starts_with("RCPT")) {
      recipients += line + "\n";
      if (fault == Fault::failing)
        say(connection, "451 4.3.0 local trouble\r\n");
      else if (fault == Fault::never)
        say(connection, "550 5.1.1 no such user\r\n");
      else
        say(connection, "250 ok\r\n");
    } else if (line == "DATA") {
      say(connection, "354 go on\r\n");
      auto text = read_until(connection, rest, "\r\n.\r\n");
      if (text.empty() || fault == Fault::cuts) return;
      take(recipients + text);
      say(connection, "250 2.0.0 taken\r\n");
    } else if (line == "QUIT") {
      return say(connection, "221 bye\r\n");
    } else {
      say(connection, "250 ok\r\n");
    }
  }
}

}  // namespace tocsin::test
