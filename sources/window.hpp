// The part of a stream of bytes that is in memory: from the first byte still needed to the last one
// read.
#pragma once

#include "sources/bytes.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tocsin::sources {

class Window {
 public:
  // Readable zeros follow the last byte, so that blocks of that size may be loaded anywhere.
  static constexpr std::size_t kPadding = 64;
  static constexpr std::size_t kMostChunk = 256 * 1024;

  explicit Window(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), buffer_(kPadding) {}

  const char* begin() const { return buffer_.data() + begin_; }
  const char* end() const { return buffer_.data() + end_; }
  std::size_t size() const { return end_ - begin_; }
  std::string_view bytes() const { return {begin(), size()}; }
  bool at_eof() const { return eof_; }

  // Gives up what stands before `to`, a place within.
  void drop_until(const char* to) { begin_ = static_cast<std::size_t>(to - buffer_.data()); }
  // Reads on. Every pointer into the window moves.
  Result<void> more();

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t chunk_ = 8 * 1024;  // to read next: a small file needs no large buffer
  bool eof_ = false;
};

}  // namespace tocsin::sources
