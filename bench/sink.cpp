// A receiver of webhooks on loopback for both sides of compare_deliveries.py: one thread that
// answers each request at once with 200 and writes down when it was there.
//
// usage: bench_sink ALERTS NEEDLE
//
// Prints `port N`. Once NEEDLE has been seen ALERTS times in all bodies, a line for each request
// with the monotonic clock's nanoseconds and the first name `mNNNNN` in its body; then it ends.
#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <csignal>
#include <ctime>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

std::int64_t now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

std::size_t count(std::string_view text, std::string_view needle) {
  std::size_t found = 0;
  for (auto at = text.find(needle); at != text.npos; at = text.find(needle, at + needle.size()))
    ++found;
  return found;
}

std::string_view name_in(std::string_view text) {
  constexpr std::size_t kLength = 6;
  for (auto at = text.find('m'); at != text.npos; at = text.find('m', at + 1)) {
    const auto name = text.substr(at, kLength);
    const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
    if (name.size() == kLength && std::all_of(name.begin() + 1, name.end(), is_digit)) return name;
  }
  return "-";
}

std::size_t content_length(std::string_view head) {
  for (const std::string_view name : {"Content-Length: ", "content-length: "})
    if (const auto at = head.find(name); at != head.npos)
      return std::stoul(std::string(head.substr(at + name.size(), 10)));
  return 0;
}

int listen_on_loopback() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, raw, size) != 0 || listen(listener, SOMAXCONN) != 0)
    throw std::runtime_error("no socket to listen on");
  getsockname(listener, raw, &size);
  fmt::print("port {}\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

class Sink {
 public:
  Sink(std::size_t alerts, std::string needle) : wanted_(alerts), needle_(std::move(needle)) {}

  void run() {
    const int listener = listen_on_loopback();
    watch(listener);
    while (seen_ < wanted_) {
      epoll_event events[64];
      const int ready = epoll_wait(epoll_, events, 64, -1);
      for (int i = 0; i < ready; ++i)
        events[i].data.fd == listener ? take(listener) : read(events[i].data.fd);
    }
    for (const auto& [at, name] : calls_) fmt::print("{} {}\n", at, name);
  }

 private:
  void watch(int socket) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  }

  void take(int listener) {
    const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(connection);
  }

  void read(int connection) {
    char buffer[64 * 1024];
    const auto size = recv(connection, buffer, sizeof buffer, 0);
    if (size <= 0) {
      close(connection);
      pending_.erase(connection);
      return;
    }
    auto& text = pending_[connection];
    text.append(buffer, static_cast<std::size_t>(size));
    while (take_request(connection, text)) {
    }
  }

  bool take_request(int connection, std::string& text) {
    const auto head = text.find("\r\n\r\n");
    if (head == text.npos) return false;
    const auto end = head + 4 + content_length(std::string_view(text).substr(0, head));
    if (text.size() < end) return false;
    const auto body = std::string_view(text).substr(head + 4, end - head - 4);
    calls_.emplace_back(now(), name_in(body));
    seen_ += count(body, needle_);
    (void)!send(connection, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
    text.erase(0, end);
    return true;
  }

  std::size_t wanted_, seen_ = 0;
  std::string needle_;
  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  std::map<int, std::string> pending_;
  std::vector<std::pair<std::int64_t, std::string>> calls_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    fmt::print(stderr, "usage: bench_sink ALERTS NEEDLE\n");
    return 2;
  }
  Sink(std::stoul(arguments[1]), arguments[2]).run();
}
