// The text of a file with its lines, and places in it as editors count them: lines from 0, and
// within a line code units of the encoding that was agreed on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::lsp {

enum class Encoding { utf8, utf16, utf32 };

struct Position {
  std::size_t line = 0;
  std::size_t character = 0;
  auto operator<=>(const Position&) const = default;
};

class Text {
 public:
  Text() : Text(std::string()) {}
  explicit Text(std::string bytes);

  const std::string& bytes() const { return bytes_; }
  std::size_t lines() const { return starts_.size(); }

  // `offset` in bytes, clamped to the text.
  Position position(std::size_t offset, Encoding encoding) const;
  // The byte of a place. Behind the end of a line it is the end of that line, behind the last line
  // the end of the text, within a character the begin of that character.
  std::size_t offset(Position position, Encoding encoding) const;
  // Replaces [begin, end).
  void replace(std::size_t begin, std::size_t end, std::string_view by);

 private:
  std::string_view line(std::size_t index) const;  // without its line end

  std::string bytes_;
  std::vector<std::size_t> starts_;  // of the lines; \n, \r\n and \r end one
};

// The code units of a text.
std::size_t units(std::string_view text, Encoding encoding);

}  // namespace tocsin::lsp
