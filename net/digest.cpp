#include "net/digest.hpp"

#include "base/check.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdint>

namespace tocsin::net {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::uint32_t octet(char c) { return static_cast<unsigned char>(c); }

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
  return out;
}

// Four characters as 24 bits; nothing when one is outside the alphabet.
std::optional<std::uint32_t> sextets(std::string_view four) {
  std::uint32_t bits = 0;
  for (const char c : four) {
    const auto at = kAlphabet.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(at);
  }
  return bits;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const int ok =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  TOCSIN_CHECK(ok == 1, "SHA-256 is part of every OpenSSL");
  return hex(digest.data(), size);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets(bytes),
                          bytes.size(), mac.data(), &size);
  TOCSIN_CHECK(done != nullptr, "SHA-256 is part of every OpenSSL");
  return {reinterpret_cast<const char*>(mac.data()), size};
}

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto three = bytes.substr(i, 3);
    std::uint32_t bits = octet(three[0]) << 16;
    if (three.size() > 1) bits |= octet(three[1]) << 8;
    if (three.size() > 2) bits |= octet(three[2]);
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= three.size() ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::string four(text.substr(i, 4));
    const bool last = i + 4 == text.size();
    const std::size_t pads = !last || four[3] != '=' ? 0 : four[2] == '=' ? 2 : 1;
    four.replace(4 - pads, pads, pads, 'A');
    const auto bits = sextets(four);
    if (!bits) return std::nullopt;
    for (std::size_t k = 0; k < 3 - pads; ++k)
      out += static_cast<char>(*bits >> (16 - 8 * k) & 255);
    if (pads > 0 && (*bits & ((1U << (8 * pads)) - 1)) != 0) return std::nullopt;
  }
  return out;
}

}  // namespace tocsin::net
