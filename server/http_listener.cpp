#include "server/http_listener.hpp"

#include "server/http_session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <future>
#include <thread>

namespace tocsin::server {

namespace asio = boost::asio;
using asio::ip::tcp;
using Trouble = boost::system::error_code;

struct HttpListener::Impl {
  HttpShared shared;  // outlives the sessions, which the context's handlers keep
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer pause{context};
  std::promise<void> all_gone;
  std::thread thread;

  Result<void> open(const ListenAddress& address);
  void accept();
  void on_accept(Trouble trouble, tcp::socket socket);
  void begin_stop();
  void await_end();
};

Result<void> HttpListener::Impl::open(const ListenAddress& address) {
  const tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  Trouble trouble;
  acceptor.open(endpoint.protocol(), trouble);
  if (!trouble) acceptor.set_option(tcp::acceptor::reuse_address(true), trouble);
  if (!trouble) acceptor.bind(endpoint, trouble);
  if (!trouble) acceptor.listen(1024, trouble);
  if (trouble) return fail("--listen {}:{}: {}", address.host, address.port, trouble.message());
  return {};
}

void HttpListener::Impl::accept() {
  acceptor.async_accept(
      [this](Trouble trouble, tcp::socket socket) { on_accept(trouble, std::move(socket)); });
}

void HttpListener::Impl::on_accept(Trouble trouble, tcp::socket socket) {
  if (trouble == asio::error::operation_aborted || shared.is_stopping) return;
  if (trouble) {  // mostly that no file can be opened any more: others must end first
    pause.expires_after(std::chrono::milliseconds(100));
    pause.async_wait([this](Trouble cancelled) {
      if (!cancelled) accept();
    });
    return;
  }
  if (shared.sessions.size() < shared.limits.connections) {
    socket.set_option(tcp::no_delay(true), trouble);
    std::make_shared<HttpSession>(std::move(socket), shared)->begin();
  } else {
    static const std::string kBusy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    socket.non_blocking(true, trouble);
    socket.write_some(asio::buffer(kBusy), trouble);
  }
  accept();
}

void HttpListener::Impl::begin_stop() {
  shared.is_stopping = true;
  Trouble ignored;
  acceptor.close(ignored);
  pause.cancel();
  for (auto* session : shared.sessions) session->stop();
  await_end();
}

void HttpListener::Impl::await_end() {
  if (shared.sessions.empty()) return all_gone.set_value();
  pause.expires_after(std::chrono::milliseconds(5));
  pause.async_wait([this](Trouble) { await_end(); });
}

HttpListener::HttpListener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpListener::~HttpListener() {
  impl_->context.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

Result<std::unique_ptr<HttpListener>> HttpListener::open(const ListenAddress& address,
                                                         Handler handler,
                                                         const HttpLimits& limits) {
  auto impl = std::make_unique<Impl>();
  impl->shared.handler = std::move(handler);
  impl->shared.limits = limits;
  if (auto opened = impl->open(address); !opened) return tl::unexpected(std::move(opened.error()));
  impl->accept();
  impl->thread = std::thread([&context = impl->context] { context.run(); });
  return std::unique_ptr<HttpListener>(new HttpListener(std::move(impl)));
}

std::uint16_t HttpListener::port() const { return impl_->acceptor.local_endpoint().port(); }

void HttpListener::stop(std::chrono::milliseconds patience) {
  auto all_gone = impl_->all_gone.get_future();
  asio::post(impl_->context, [impl = impl_.get()] { impl->begin_stop(); });
  all_gone.wait_for(patience);
}

}  // namespace tocsin::server
