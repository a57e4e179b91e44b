#include "dsl/format_lines.hpp"

#include "base/utf8.hpp"
#include "dsl/format.hpp"

#include <algorithm>

namespace tocsin::dsl {

namespace {

constexpr std::size_t kItemIndent = 2;       // of the items of a list
constexpr std::size_t kContinuedIndent = 4;  // of the other lines of a clause

// A line may end there.
bool ends_line(Piece::Kind kind) {
  return kind == Piece::Kind::line || kind == Piece::Kind::shut || kind == Piece::Kind::fill ||
         kind == Piece::Kind::remark;
}

}  // namespace

void Lines::write(const Pieces& pieces, std::size_t indent) {
  if (!pieces.forced() && indent + pieces.width() <= kLineWidth) return write_flat(pieces.all());
  all_ = &pieces.all();
  column_ = line_indent_ = indent;
  at_start_ = true;
  next_.reset();
  groups_.assign(1, {true, indent, indent + kContinuedIndent, Piece::Group::clause});
  for (std::size_t i = 0; i < all_->size(); ++i) write_piece(i);
}

void Lines::write_flat(const std::vector<Piece>& all) {
  for (const auto& piece : all) {
    if (piece.kind != Piece::Kind::text) continue;
    if (!piece.glued) out_ += ' ';
    out_ += piece.text;
  }
}

void Lines::write_piece(std::size_t i) {
  const auto& piece = (*all_)[i];
  switch (piece.kind) {
    case Piece::Kind::text: return text(piece);
    case Piece::Kind::open: return groups_.push_back(group(i));
    case Piece::Kind::close: return groups_.pop_back();
    case Piece::Kind::line:
      if (is_broken()) end_line(groups_.back().indent);
      return;
    case Piece::Kind::shut:
      if (is_broken()) end_line(groups_.back().base);
      return;
    case Piece::Kind::fill:
      if (!next_ && !fits(i + 1)) end_line(groups_.back().indent);
      return;
    case Piece::Kind::comma:
      if (is_broken()) out_ += ',';
      return;
    case Piece::Kind::remark: return remark(piece);
  }
}

// A chain within a chain that is broken stands deeper than it.
Lines::Group Lines::group(std::size_t i) const {
  const auto& piece = (*all_)[i];
  const auto& outer = groups_.back();
  Group result{.broken = piece.forced, .kind = piece.group};
  result.base = next_.value_or(line_indent_);
  result.indent = result.base + kContinuedIndent;
  if (piece.group == Piece::Group::list) result.indent = result.base + kItemIndent;
  if (piece.group == Piece::Group::chain && outer.kind == Piece::Group::chain && outer.broken)
    result.indent = outer.indent + kContinuedIndent;
  if (!result.broken && outer.broken) result.broken = !fits(i);
  return result;
}

// Is there room on the line for the group that opens at `begin`, with all that must stand on the
// same line behind it? For a text at `begin`: up to the next place where the line may end.
bool Lines::fits(std::size_t begin) const {
  auto column = next_.value_or(column_);
  bool is_first = next_.has_value() || at_start_;
  bool is_behind = (*all_)[begin].kind != Piece::Kind::open;
  int depth = 0;
  for (auto i = begin; i < all_->size(); ++i) {
    const auto& piece = (*all_)[i];
    if (is_behind && ends_line(piece.kind)) return true;
    if (piece.kind == Piece::Kind::open) ++depth;
    if (piece.kind == Piece::Kind::close && --depth <= 0) is_behind = true;
    if (piece.kind == Piece::Kind::comma && is_behind) ++column;
    if (piece.kind == Piece::Kind::text) {
      column += piece.width + (piece.glued || is_first ? 0 : 1);
      is_first = false;
    }
    if (column > kLineWidth) return false;
    if (piece.text.find('\n') != std::string_view::npos) return true;
  }
  return true;
}

void Lines::text(const Piece& piece) {
  begin_pending_line();
  if (!piece.glued && !at_start_) {
    out_ += ' ';
    ++column_;
  }
  out_ += piece.text;
  column_ += piece.width;
  at_start_ = false;
  if (const auto end = piece.text.rfind('\n'); end != std::string_view::npos)
    column_ = code_points(piece.text.substr(end + 1));
}

// The line ends behind it, whatever comes.
void Lines::remark(const Piece& piece) {
  const auto& inner = groups_.back();
  if (next_ || piece.own_line) {
    if (!next_) end_line(inner.indent);
    begin_pending_line();
  } else {
    out_ += kRemarkGap;
  }
  out_ += piece.text;
  at_start_ = false;
  end_line(inner.indent);
}

void Lines::begin_pending_line() {
  if (!next_) return;
  out_ += '\n';
  out_.append(*next_, ' ');
  column_ = line_indent_ = *next_;
  next_.reset();
  at_start_ = true;
}

}  // namespace tocsin::dsl
