#include "server/http_session.hpp"

#include "base/check.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cctype>

namespace tocsin::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kMostLingered = 64 << 20;

std::string small_letters(beast::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return std::tolower(c); });
  return small;
}

HttpRequest request_of(http::request<http::string_body>&& message) {
  HttpRequest request;
  request.method = std::string(message.method_string());
  const std::string target(message.target());
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string::npos) request.query = target.substr(mark + 1);
  for (const auto& field : message)
    request.headers.emplace(small_letters(field.name_string()), std::string(field.value()));
  request.body = std::move(message.body());
  return request;
}

}  // namespace

// A handler's hold on the connection, given up with the answer or without one, on any thread.
class HttpSession::Ticket {
 public:
  explicit Ticket(std::shared_ptr<HttpSession> session) : session_(std::move(session)) {}
  ~Ticket() {
    if (session_ == nullptr) return;
    const auto executor = session_->stream_.get_executor();
    asio::post(executor, [session = std::move(session_)] { session->close(); });
  }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  void answer(HttpResponse response) {
    TOCSIN_CHECK(session_ != nullptr, "a request is answered once");
    const auto executor = session_->stream_.get_executor();
    asio::post(executor, [session = std::move(session_), response = std::move(response)]() mutable {
      session->answer(std::move(response));
    });
  }

 private:
  std::shared_ptr<HttpSession> session_;
};

HttpSession::HttpSession(asio::ip::tcp::socket socket, HttpShared& shared)
    : stream_(std::move(socket)), shared_(shared) {
  shared_.sessions.insert(this);
}

HttpSession::~HttpSession() {
  release();
  shared_.sessions.erase(this);
}

void HttpSession::stop() {
  if (is_idle_) stream_.cancel();
}

void HttpSession::read_header() {
  release();
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes));
  parser_->body_limit(shared_.limits.body_bytes);
  is_idle_ = true;
  stream_.expires_after(shared_.limits.idle);
  http::async_read_header(stream_, buffer_, *parser_,
                          [self = shared_from_this()](Trouble trouble, std::size_t) {
                            self->is_idle_ = false;
                            self->on_header(trouble);
                          });
}

void HttpSession::on_header(Trouble trouble) {
  if (trouble) return refuse(trouble);
  if (!reserve()) return refuse(429, "too many requests are under way; try again in a second");
  if (!beast::iequals(parser_->get()[http::field::expect], "100-continue")) return read_body();
  static const std::string kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  stream_.expires_after(shared_.limits.write);
  asio::async_write(stream_, asio::buffer(kContinue),
                    [self = shared_from_this()](Trouble failed, std::size_t) {
                      if (!failed) self->read_body();
                    });
}

// Memory for the body, as much as the header promises or else as it may be at most.
bool HttpSession::reserve() {
  const auto length = parser_->content_length();
  const std::size_t wanted = length               ? static_cast<std::size_t>(*length)
                             : parser_->chunked() ? shared_.limits.body_bytes
                                                  : 0;
  if (wanted > shared_.limits.bytes_in_flight - shared_.bytes_in_flight) return false;
  shared_.bytes_in_flight += wanted;
  reserved_ = wanted;
  return true;
}

void HttpSession::release() {
  shared_.bytes_in_flight -= reserved_;
  reserved_ = 0;
}

void HttpSession::read_body() {
  stream_.expires_after(shared_.limits.read);
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](Trouble trouble, std::size_t) { self->on_body(trouble); });
}

void HttpSession::on_body(Trouble trouble) {
  if (trouble) return refuse(trouble);
  hand_over();
}

void HttpSession::hand_over() {
  stream_.expires_never();
  auto ticket = std::make_shared<Ticket>(shared_from_this());
  auto respond = [ticket](HttpResponse response) { ticket->answer(std::move(response)); };
  reply_.keep_alive(parser_->get().keep_alive());
  reply_.version(parser_->get().version());
  shared_.handler(request_of(parser_->release()), std::move(respond));
}

// What a request is refused for before anybody has read it.
void HttpSession::refuse(Trouble trouble) {
  if (trouble == http::error::end_of_stream || trouble == asio::error::operation_aborted)
    return close();
  if (trouble == http::error::header_limit || trouble == http::error::buffer_overflow)
    return refuse(431, fmt::format("the header is over {} bytes", shared_.limits.header_bytes));
  if (trouble == http::error::body_limit)
    return refuse(413, fmt::format("the body is over {} bytes", shared_.limits.body_bytes));
  if (trouble == beast::error::timeout) return;  // the stream is closed already
  if (trouble.category() == http::make_error_code(http::error::bad_method).category())
    return refuse(400, "this is no HTTP request: " + trouble.message());
  close();
}

void HttpSession::refuse(int status, std::string_view why) {
  reply_ = {};
  reply_.version(11);
  reply_.keep_alive(false);
  auto response = refusal(status, why);
  if (status == 429) response.headers.emplace_back("Retry-After", "1");
  answer(std::move(response));
}

void HttpSession::answer(HttpResponse response) {
  reply_.result(static_cast<unsigned>(response.status));
  reply_.set(http::field::server, "tocsin");
  reply_.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) reply_.set(name, value);
  if (shared_.is_stopping) reply_.keep_alive(false);
  reply_.body() = std::move(response.body);
  reply_.prepare_payload();
  stream_.expires_after(shared_.limits.write);
  http::async_write(stream_, reply_, [self = shared_from_this()](Trouble trouble, std::size_t) {
    self->on_written(trouble);
  });
}

void HttpSession::on_written(Trouble trouble) {
  if (trouble) return close();
  const bool goes_on = reply_.keep_alive() && !shared_.is_stopping;
  reply_ = {};
  if (goes_on) return read_header();
  Trouble ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(std::chrono::seconds(2));
  linger();
}

// A socket that is closed with unread bytes in it takes the answer from the client, who may still
// be sending.
void HttpSession::linger() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(64 << 10),
                          [self = shared_from_this()](Trouble trouble, std::size_t size) {
                            self->lingered_ += size;
                            const bool is_enough = self->lingered_ > kMostLingered;
                            trouble || is_enough ? self->close() : self->linger();
                          });
}

void HttpSession::close() {
  Trouble ignored;
  stream_.socket().close(ignored);
}

}  // namespace tocsin::server
