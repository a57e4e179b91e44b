// Writes and reads the engine's state as bytes: fixed little-endian, no alignment, no pointers.
#pragma once

#include "base/hash.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

class Encoder {
 public:
  void u8(std::uint8_t v) { bytes_.push_back(static_cast<char>(v)); }
  void u64(std::uint64_t v);  // LEB128
  void i64(std::int64_t v);   // zigzag LEB128
  void number(double v);      // eight bytes, bit for bit
  void text(std::string_view v);
  void boolean(bool v) { u8(v ? 1 : 0); }
  void instant(Instant v) { i64(v.time_since_epoch().count()); }
  void duration(Duration v) { i64(v.count()); }
  void hash(Hash128 v);
  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reading past the end or a bad length sets failed() and yields zeros from then on; the caller
// asks once at the end. Sizes are checked against the bytes that are left before anything is
// allocated.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : bytes_(bytes) {}
  std::uint8_t u8();
  std::uint64_t u64();
  std::int64_t i64();
  double number();
  std::string text();
  bool boolean() { return u8() != 0; }
  Instant instant() { return Instant{Duration(i64())}; }
  Duration duration() { return Duration(i64()); }
  Hash128 hash();
  // A count of things that take at least `least_bytes` each; 0 and failed() when it cannot be.
  std::size_t count(std::size_t least_bytes = 1);
  bool failed() const { return failed_; }
  // For the caller who finds that what was read cannot be.
  void fail() { failed_ = true; }
  bool at_end() const { return bytes_.empty(); }

 private:
  bool take(std::size_t size, const char*& from);
  std::string_view bytes_;
  bool failed_ = false;
};

}  // namespace tocsin
