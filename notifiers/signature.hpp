// The signature of Standard Webhooks 1.0.0 (v1, HMAC-SHA256), with which a receiver knows us.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace tocsin::notifiers {

// The key in a secret: `whsec_` and the base64 of 24 to 64 bytes. The error never quotes it.
Result<std::string> webhook_key(std::string_view secret);

// "v1,<base64>" over id, timestamp (Unix seconds of the attempt) and body, byte for byte.
std::string webhook_signature(std::string_view key, std::string_view id, std::string_view timestamp,
                              std::string_view body);

}  // namespace tocsin::notifiers
