#include "net/curl_handle.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace tocsin::net {
namespace {

// Once in a process, before the first handle and never undone: another thread may still be using
// it.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  TOCSIN_CHECK(started == CURLE_OK, "libcurl starts");
}

long milliseconds(Duration duration) {
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
  return static_cast<long>(std::max<std::int64_t>(ms, 1));  // 0 would mean: wait for ever
}

}  // namespace

void CurlList::add(const std::string& text) {
  auto* longer = curl_slist_append(list_, text.c_str());
  TOCSIN_CHECK(longer != nullptr, "there is memory for a line of text");
  list_ = longer;
}

CurlHandle::CurlHandle() {
  start_curl();
  handle_.reset(curl_easy_init());
  TOCSIN_CHECK(handle_ != nullptr, "there is memory for a transfer");
  reset();
}

void CurlHandle::reset() {
  curl_easy_reset(handle_.get());
  trouble_[0] = '\0';
  set(CURLOPT_ERRORBUFFER, trouble_.data());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
}

void CurlHandle::set_timeouts(Duration connect, Duration total) {
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(connect, total)));
  set(CURLOPT_TIMEOUT_MS, milliseconds(total));
}

void CurlHandle::trust(const std::string& ca_file) {
  if (!ca_file.empty()) set(CURLOPT_CAINFO, ca_file);
}

int CurlHandle::response_code() const {
  long code = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
  return static_cast<int>(code);
}

std::string CurlHandle::trouble(CURLcode code) const {
  return trouble_[0] != '\0' ? std::string(trouble_.data()) : std::string(curl_easy_strerror(code));
}

void CurlHandle::checked(CURLcode code) {
  TOCSIN_CHECK(code == CURLE_OK, "libcurl knows this option and takes this value");
}

}  // namespace tocsin::net
