#include "net/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace tocsin::net {
namespace {

constexpr std::int64_t kLongestSeconds = 7 * 86'400;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

Duration bounded(std::int64_t seconds) {
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, kLongestSeconds));
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view header, Instant now) {
  const std::string text(trimmed(header));
  if (text.empty()) return std::nullopt;
  if (text.find_first_not_of("0123456789") == std::string::npos) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return bounded(error == std::errc::result_out_of_range ? kLongestSeconds : seconds);
  }
  // curl reads a lone number or word as a date as well; an HTTP date always has a clock in it.
  if (text.find(':') == std::string::npos) return std::nullopt;
  const auto date = curl_getdate(text.c_str(), nullptr);
  if (date < 0) return std::nullopt;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  return bounded(static_cast<std::int64_t>(date) - seconds);
}

}  // namespace tocsin::net
