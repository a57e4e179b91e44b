#include "net/http.hpp"

#include "net/curl_handle.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin::net {
namespace {

constexpr std::size_t kMostHeaders = 100;

// What the callbacks of one transfer write down.
struct Transfer {
  Reach reach = Reach::network;
  HttpReply reply;
  bool cut = false;       // the body was longer than we read
  bool has_head = false;  // the headers came to their end
  bool is_http = false;   // by the scheme of the URL
  std::optional<AddressKind> out_of_reach;
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  auto& body = transfer.reply.body;
  const auto room = kLongestReply - body.size();
  body.append(data, std::min(room, size));
  transfer.cut = size > room;
  return transfer.cut ? 0 : size;  // 0 ends the transfer
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  auto& headers = transfer.reply.headers;
  const std::string_view line(data, size);
  const auto colon = line.find(':');
  if (trimmed(line).empty()) transfer.has_head = true;
  if (line.starts_with("HTTP/")) {  // an interim answer may have come before
    headers.clear();
    transfer.has_head = false;
  }
  if (colon == std::string_view::npos || headers.size() == kMostHeaders) return size;
  headers.push_back(
      {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
  return size;
}

curl_socket_t on_open_socket(void* user, curlsocktype, struct curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(user);
  const AddressKind kind = address_kind(address->addr);
  if (!may_reach(kind, transfer.reach)) {
    transfer.out_of_reach = kind;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void set_target(CurlHandle& curl, const std::string& url, const std::string& host, Reach reach) {
  curl.set(CURLOPT_URL, url);
  curl.set(CURLOPT_PROTOCOLS_STR, "http,https");
  curl.set(CURLOPT_FOLLOWLOCATION, 0L);
  curl.set(CURLOPT_USERAGENT, "tocsin");
  if (reach == Reach::internet || is_loopback(host)) curl.set(CURLOPT_PROXY, "");
}

void set_body(CurlHandle& curl, const std::string& method, std::string_view body) {
  curl.set(CURLOPT_POST, 1L);
  curl.set(CURLOPT_CUSTOMREQUEST, method);
  curl.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl.set(CURLOPT_POSTFIELDS, body.data());
}

void set_callbacks(CurlHandle& curl, Transfer& transfer) {
  curl.set(CURLOPT_WRITEFUNCTION, on_body);
  curl.set(CURLOPT_WRITEDATA, &transfer);
  curl.set(CURLOPT_HEADERFUNCTION, on_header);
  curl.set(CURLOPT_HEADERDATA, &transfer);
  curl.set(CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  curl.set(CURLOPT_OPENSOCKETDATA, &transfer);
}

Error no_answer(const CurlHandle& curl, CURLcode code, const Transfer& transfer,
                const std::string& advice) {
  if (transfer.out_of_reach) {
    return {fmt::format("its address ({}) may not be connected to{}{}",
                        to_text(*transfer.out_of_reach), advice.empty() ? "" : "; ", advice)};
  }
  // Of a scheme that is known it was the answer that was no HTTP; the next may be.
  const bool unknown_scheme = code == CURLE_UNSUPPORTED_PROTOCOL && !transfer.is_http;
  const bool never = code == CURLE_URL_MALFORMAT || unknown_scheme;
  return {curl.trouble(code), never ? Retry::no : Retry::later};
}

// One for each thread, which keeps its connections open for the next request. What may be reached
// is judged as a connection is opened, so a connection serves requests of one reach only.
CurlHandle& handle_for(Reach reach) {
  thread_local std::map<Reach, CurlHandle> handles;
  auto& handle = handles[reach];
  handle.reset();
  return handle;
}

}  // namespace

const std::string* HttpReply::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const HttpHeader& header) { return same_name(header.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

Result<HttpReply> Http::send(const std::string& method, const std::string& url,
                             const std::vector<HttpHeader>& headers, std::string_view body,
                             Duration timeout) const {
  const auto target = parse_url(url);
  if (!target) return tl::unexpected(target.error());
  Transfer transfer{.reach = options_.reach};
  transfer.is_http = target->scheme == "http" || target->scheme == "https";
  CurlList lines;
  for (const auto& [name, value] : headers) lines.add(name + ": " + value);
  lines.add("Expect:");  // waiting for `100 Continue` only costs time with receivers of alerts
  CurlHandle& curl = handle_for(options_.reach);
  set_target(curl, url, target->host, options_.reach);
  set_body(curl, method, body);
  set_callbacks(curl, transfer);
  curl.set(CURLOPT_HTTPHEADER, lines.get());
  curl.set_timeouts(options_.connect_timeout, timeout);
  curl.trust(options_.ca_file);
  const CURLcode code = curl.perform();
  if (code != CURLE_OK && !transfer.cut) {
    return tl::unexpected(
        no_answer(curl, code, transfer, options_.advice).within("{}", redacted(url)));
  }
  if (!transfer.has_head)
    return tl::unexpected(
        Error{redacted(url) + ": the answer broke off within its headers", Retry::later});
  transfer.reply.status = curl.response_code();
  return std::move(transfer.reply);
}

}  // namespace tocsin::net
