// One connection: requests come in, one after the other, and are answered.
#pragma once

#include "server/http_listener.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <memory>
#include <optional>
#include <set>

namespace tocsin::server {

class HttpSession;

// What all connections share; touched on the thread of the sockets alone.
struct HttpShared {
  Handler handler;
  HttpLimits limits;
  std::set<HttpSession*> sessions;
  std::size_t bytes_in_flight = 0;
  bool is_stopping = false;
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, HttpShared& shared);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  void begin() { read_header(); }
  // Ends at once what waits for a request; others end with their answer.
  void stop();

 private:
  class Ticket;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Reply = boost::beast::http::response<boost::beast::http::string_body>;
  using Trouble = boost::beast::error_code;

  void read_header();
  void on_header(Trouble trouble);
  bool reserve();
  void release();
  void read_body();
  void on_body(Trouble trouble);
  void hand_over();
  void refuse(Trouble trouble);
  void refuse(int status, std::string_view why);
  void answer(HttpResponse response);
  void on_written(Trouble trouble);
  void linger();
  void close();

  boost::beast::tcp_stream stream_;
  HttpShared& shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Reply reply_;
  std::size_t reserved_ = 0;
  std::size_t lingered_ = 0;
  bool is_idle_ = false;
};

}  // namespace tocsin::server
