// Where the bytes of a source come from: a file, a gzip stream, memory.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::sources {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills the front of `into`, which is not empty; 0 at the end, and only there.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
};

// The bytes of a file, unpacked when they begin as gzip does. Errors name no file: the caller adds
// its place. A name that ends in `.gz` promises gzip; a file of another well-known format, such as
// Parquet or UTF-16 text, is refused by name.
Result<std::unique_ptr<ByteSource>> open_file(const std::string& path);

// The same for bytes in memory, which outlive the source.
Result<std::unique_ptr<ByteSource>> open_memory(std::string_view bytes);

// What a gzip stream holds, all members of it. Zeros may follow the last member, nothing else.
std::unique_ptr<ByteSource> gunzip(std::unique_ptr<ByteSource> packed);

}  // namespace tocsin::sources
