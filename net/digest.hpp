// Digests and encodings that receivers ask for. Everything here takes bytes and is pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::net {

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// 32 raw bytes (RFC 2104).
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// The standard alphabet of RFC 4648 with padding, in one line.
std::string base64(std::string_view bytes);

// Nothing unless `text` is what base64() writes: its alphabet, padded, without blanks.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace tocsin::net
