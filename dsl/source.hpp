// Rule files as text, and places in them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// Byte offsets into one file: [begin, end).
struct Span {
  std::uint32_t file = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

struct SourceFile {
  std::string path;  // as shown in messages: relative to the project, with forward slashes
  std::string text;
};

struct Place {
  std::uint32_t line = 1;    // 1-based
  std::uint32_t column = 1;  // 1-based, in code points
};

// All files of one run. Spans refer to them by index.
class Sources {
 public:
  std::uint32_t add(SourceFile file);
  const SourceFile& file(std::uint32_t index) const { return files_[index]; }
  std::size_t size() const { return files_.size(); }
  std::string_view text(Span span) const;
  Place place(std::uint32_t file, std::uint32_t offset) const;
  std::string_view line(std::uint32_t file, std::uint32_t line) const;  // without its line end
  std::uint32_t line_begin(std::uint32_t file,
                           std::uint32_t line) const;  // offset of its first byte

 private:
  // How many code points stand between two offsets.
  std::uint32_t points(std::uint32_t file, std::size_t begin, std::size_t end) const;

  std::vector<SourceFile> files_;
  std::vector<std::vector<std::uint32_t>> line_starts_;
  // By file: how many code points stand before every so many bytes; none where no line is long.
  std::vector<std::vector<std::uint32_t>> strides_;
};

}  // namespace tocsin::dsl
