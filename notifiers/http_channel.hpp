// What the notifiers that speak HTTP share: the request, its preview and the common part of a
// receipt.
#pragma once

#include "net/http.hpp"
#include "notifiers/notifier.hpp"
#include "notifiers/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

// A request without what only the attempt knows.
struct HttpRequest {
  std::vector<net::HttpHeader> headers;
  std::string body;
  std::string path{};  // behind that of the channel; may be a query alone
  std::string method = "POST";
};

// The body as JSON in one line, its header with it.
HttpRequest json_request(std::string body);

// `url` with `path` behind it. A path that is a query joins the query that the URL has already.
std::string joined_url(std::string_view url, std::string_view path);

// Reads the settings `url`, `timeout` and `ca` of a kind.
class HttpChannel {
 public:
  // `path` is put behind the URL when it is not empty; then it begins with a slash.
  static Result<HttpChannel> make(const Settings& settings, const Environment& environment,
                                  std::string_view path = {},
                                  net::Reach reach = net::Reach::network,
                                  std::string_view advice = {});

  // An error names the channel and the redacted URL.
  Result<net::HttpReply> send(const HttpRequest& request) const;

  // The same receipt with its detail fit to be shown, see Receipt::detail.
  Receipt shown(Receipt receipt) const;

  // "POST env(SLACK_URL)", the headers, an empty line and the body with its JSON indented.
  std::string preview(const HttpRequest& request) const;

  Instant now() const { return now_(); }

 private:
  HttpChannel(const Settings& settings, const Environment& environment, std::string_view path,
              net::HttpOptions options);

  std::string channel_;
  Value url_;
  std::string path_;
  std::vector<Value> secrets_;
  net::Http http_;
  Duration timeout_;
  std::function<Instant()> now_;
};

// A receipt with status, Retry-After and the reply as detail; its delivery is for the caller to
// set.
Receipt receipt_of(const net::HttpReply& reply, Instant now);

// 408, 425, 429 and 5xx: trouble of the receiver that passes by itself.
bool is_transient(int status);

}  // namespace tocsin::notifiers
