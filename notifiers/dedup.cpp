#include "notifiers/dedup.hpp"

#include "net/digest.hpp"
#include "notifiers/alert_json.hpp"
#include "notifiers/text.hpp"

namespace tocsin::notifiers {

std::string dedup_key(const Message& message) {
  return net::sha256_hex(message.channel + "\n" + message.thread);
}

std::string source_of(const Message& message) {
  constexpr std::size_t kLongest = 255;
  std::string out = message.model.empty() ? "tocsin" : message.model;
  if (message.alerts.size() == 1 && !segment_of(message.alerts.front()).empty())
    out += "@" + segment_of(message.alerts.front());
  return short_line(out, kLongest);
}

}  // namespace tocsin::notifiers
