// Sets the pieces of a clause into lines.
#pragma once

#include "dsl/format_pieces.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// Comments behind a clause stand this far from it.
inline constexpr std::string_view kRemarkGap = "   ";

// Writes lines to the end of a text.
class Lines {
 public:
  explicit Lines(std::string& out) : out_(out) {}

  // One clause; its first line stands at `indent` and has been begun. On one line when it fits.
  void write(const Pieces& pieces, std::size_t indent);

 private:
  struct Group {
    bool broken;
    std::size_t base;    // indentation of the line on which it began
    std::size_t indent;  // of its own lines
    Piece::Group kind;
  };
  void write_flat(const std::vector<Piece>& all);
  void write_piece(std::size_t i);
  Group group(std::size_t i) const;
  bool fits(std::size_t begin) const;
  void text(const Piece& piece);
  void remark(const Piece& piece);
  void end_line(std::size_t indent) { next_ = indent; }
  void begin_pending_line();
  bool is_broken() const { return groups_.back().broken; }

  std::string& out_;
  const std::vector<Piece>* all_ = nullptr;
  std::vector<Group> groups_;
  std::size_t column_ = 0;
  std::size_t line_indent_ = 0;
  std::optional<std::size_t> next_;  // a line begins here before the next text
  bool at_start_ = true;             // of a line
};

}  // namespace tocsin::dsl
