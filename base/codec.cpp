#include "base/codec.hpp"

#include <bit>
#include <cstring>

namespace tocsin {

void Encoder::u64(std::uint64_t v) {
  while (v >= 0x80) {
    u8(static_cast<std::uint8_t>(v | 0x80));
    v >>= 7;
  }
  u8(static_cast<std::uint8_t>(v));
}

void Encoder::i64(std::int64_t v) {
  const auto bits = static_cast<std::uint64_t>(v);
  u64((bits << 1) ^ (v < 0 ? ~std::uint64_t{0} : 0));
}

void Encoder::number(double v) {
  const auto bits = std::bit_cast<std::uint64_t>(v);
  for (int shift = 0; shift < 64; shift += 8) u8(static_cast<std::uint8_t>(bits >> shift));
}

void Encoder::text(std::string_view v) {
  u64(v.size());
  bytes_.append(v);
}

void Encoder::hash(Hash128 v) {
  number(std::bit_cast<double>(v.high));
  number(std::bit_cast<double>(v.low));
}

bool Decoder::take(std::size_t size, const char*& from) {
  if (failed_ || size > bytes_.size()) {
    failed_ = true;
    return false;
  }
  from = bytes_.data();
  bytes_.remove_prefix(size);
  return true;
}

std::uint8_t Decoder::u8() {
  const char* at = nullptr;
  return take(1, at) ? static_cast<std::uint8_t>(*at) : 0;
}

std::uint64_t Decoder::u64() {
  std::uint64_t v = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = u8();
    v |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return v;
  }
  failed_ = true;
  return 0;
}

std::int64_t Decoder::i64() {
  const std::uint64_t bits = u64();
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

double Decoder::number() {
  const char* at = nullptr;
  if (!take(8, at)) return 0;
  std::uint64_t bits = 0;
  for (int i = 7; i >= 0; --i) bits = (bits << 8) | static_cast<std::uint8_t>(at[i]);
  return std::bit_cast<double>(bits);
}

std::string Decoder::text() {
  const std::size_t size = count();
  const char* at = nullptr;
  return take(size, at) ? std::string(at, size) : std::string();
}

Hash128 Decoder::hash() {
  const auto high = std::bit_cast<std::uint64_t>(number());
  const auto low = std::bit_cast<std::uint64_t>(number());
  return {high, low};
}

std::size_t Decoder::count(std::size_t least_bytes) {
  const std::uint64_t n = u64();
  if (n > bytes_.size() / (least_bytes == 0 ? 1 : least_bytes)) failed_ = true;
  return failed_ ? 0 : static_cast<std::size_t>(n);
}

}  // namespace tocsin
