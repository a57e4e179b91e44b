#include "notifiers/signature.hpp"

#include "net/digest.hpp"

namespace tocsin::notifiers {

Result<std::string> webhook_key(std::string_view secret) {
  constexpr std::string_view kPrefix = "whsec_";
  constexpr std::size_t kShortest = 24;
  constexpr std::size_t kLongest = 64;
  if (!secret.starts_with(kPrefix))
    return fail("expected whsec_ and base64, the prefix is missing");
  const auto key = net::from_base64(secret.substr(kPrefix.size()));
  if (!key) return fail("expected base64 behind whsec_, found other characters or no padding");
  if (key->size() < kShortest || key->size() > kLongest) {
    return fail("expected a key of {} to {} bytes, found {}", kShortest, kLongest, key->size());
  }
  return *key;
}

std::string webhook_signature(std::string_view key, std::string_view id, std::string_view timestamp,
                              std::string_view body) {
  const std::string content = fmt::format("{}.{}.{}", id, timestamp, body);
  return "v1," + net::base64(net::hmac_sha256(key, content));
}

}  // namespace tocsin::notifiers
