// One libcurl transfer as an object: for http.cpp and smtp.cpp alone, which are the only users.
#pragma once

#include "base/time.hpp"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>

namespace tocsin::net {

// A list that curl reads while the transfer runs; it must outlive the transfer.
class CurlList {
 public:
  CurlList() = default;
  ~CurlList() { curl_slist_free_all(list_); }
  CurlList(const CurlList&) = delete;
  CurlList& operator=(const CurlList&) = delete;

  void add(const std::string& text);
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// Belongs to one thread, for one transfer after the other. Signals are off and certificates are
// checked from the start.
class CurlHandle {
 public:
  CurlHandle();
  // As new, but for connections that are still open.
  void reset();

  template <typename T>
  void set(CURLoption option, T value) {
    checked(curl_easy_setopt(handle_.get(), option, value));
  }
  void set(CURLoption option, const std::string& value) { set(option, value.c_str()); }
  void set_timeouts(Duration connect, Duration total);
  // Trusts the certificates in this file in place of the system's; an empty name changes nothing.
  void trust(const std::string& ca_file);

  CURLcode perform() { return curl_easy_perform(handle_.get()); }
  int response_code() const;
  // What went wrong, in curl's words.
  std::string trouble(CURLcode code) const;

 private:
  struct Cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  static void checked(CURLcode code);

  std::array<char, CURL_ERROR_SIZE> trouble_{};
  std::unique_ptr<CURL, Cleanup> handle_;
};

}  // namespace tocsin::net
