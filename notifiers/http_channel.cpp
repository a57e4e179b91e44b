#include "notifiers/http_channel.hpp"

#include "base/printable.hpp"
#include "net/retry_after.hpp"
#include "notifiers/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tocsin::notifiers {
namespace {

constexpr std::size_t kLongestDetail = 1024;

std::string indented(const std::string& body) {
  const auto json = nlohmann::ordered_json::parse(body, nullptr, false);
  return json.is_discarded() ? body : json.dump(2);
}

}  // namespace

HttpRequest json_request(std::string body) {
  return {.headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

std::string joined_url(std::string_view url, std::string_view path) {
  if (path.starts_with('?') && url.find('?') != std::string_view::npos)
    return fmt::format("{}&{}", url, path.substr(1));
  while (path.starts_with('/') && url.ends_with('/')) url.remove_suffix(1);
  return fmt::format("{}{}", url, path);
}

HttpChannel::HttpChannel(const Settings& settings, const Environment& environment,
                         std::string_view path, net::HttpOptions options)
    : channel_(settings.channel()),
      url_(settings.text("url")),
      path_(path),
      secrets_(settings.secrets()),
      http_(std::move(options)),
      timeout_(settings.duration("timeout")),
      now_(environment.now) {}

Result<HttpChannel> HttpChannel::make(const Settings& settings, const Environment& environment,
                                      std::string_view path, net::Reach reach,
                                      std::string_view advice) {
  HttpChannel out(
      settings, environment, path,
      {.reach = reach, .advice = std::string(advice), .ca_file = settings.text("ca").text});
  if (settings.duration("timeout") <= Duration{0})
    return settings.wrong("timeout", "expected more than 0s");
  if (!out.url_.known) return out;
  const auto url = read_url(out.url_, {"https", "http"});
  if (!url) return settings.wrong("url", "{}", url.error().message);
  return out;
}

Result<net::HttpReply> HttpChannel::send(const HttpRequest& request) const {
  auto reply = http_.send(request.method, joined_url(joined_url(url_.text, path_), request.path),
                          request.headers, request.body, timeout_);
  if (reply) return reply;
  reply.error().message = redact(std::move(reply.error().message), secrets_);
  return tl::unexpected(std::move(reply.error()).within("channel {}", channel_));
}

Receipt HttpChannel::shown(Receipt receipt) const {
  receipt.detail =
      cut_bytes(printable(redact(std::move(receipt.detail), secrets_)), kLongestDetail);
  receipt.receiver_id =
      cut_bytes(printable(redact(std::move(receipt.receiver_id), secrets_)), kLongestDetail);
  return receipt;
}

std::string HttpChannel::preview(const HttpRequest& request) const {
  std::string out = fmt::format("{} {}\n", request.method,
                                joined_url(joined_url(url_.shown(), path_), request.path));
  for (const auto& [name, value] : request.headers) out += fmt::format("{}: {}\n", name, value);
  return out + "\n" + indented(request.body) + "\n";
}

Receipt receipt_of(const net::HttpReply& reply, Instant now) {
  Receipt receipt{.status = reply.status, .detail = reply.body};
  if (const auto* wait = reply.header("Retry-After")) {
    receipt.retry_after = net::parse_retry_after(*wait, now);
  }
  return receipt;
}

bool is_transient(int status) {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

}  // namespace tocsin::notifiers
