// A receiver of HTTP requests or of mail on loopback, in this process, that can fail in every way
// that receivers fail in.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tocsin::test {

enum class Fault {
  none,
  refuses,   // nobody listens
  stalls,    // takes the connection and says nothing
  cuts,      // ends the connection in the middle of its answer
  too_many,  // 429 with `Retry-After: 30`; of mail 421
  failing,   // 500; of mail 451
  garbage,   // answers with what is no answer of the protocol
  never,     // 400; of mail 554
};

class LoopbackReceiver {
 public:
  enum class Protocol { http, smtp };
  // What an HTTP request that is taken is answered by, from its status on: "204 No Content", or
  // "202 Accepted" and a body.
  LoopbackReceiver(Protocol protocol, std::string status, std::string body = "");
  ~LoopbackReceiver();
  LoopbackReceiver(const LoopbackReceiver&) = delete;
  LoopbackReceiver& operator=(const LoopbackReceiver&) = delete;

  int port() const { return port_; }
  void set(Fault fault);
  // All that was taken, in its order: request line and body; of mail the recipients and the text.
  std::vector<std::string> taken() const;

 private:
  void listen_again();
  void stop_listening();
  void serve(std::stop_token stop);
  void converse(int connection);
  void converse_http(int connection, Fault fault);
  void converse_smtp(int connection, Fault fault);
  void take(std::string text);

  Protocol protocol_;
  std::string status_, body_;
  int port_ = 0;
  std::atomic<int> listener_ = -1;
  std::atomic<Fault> fault_ = Fault::none;
  mutable std::mutex mutex_;
  std::vector<std::string> taken_;
  std::jthread thread_;
};

}  // namespace tocsin::test
