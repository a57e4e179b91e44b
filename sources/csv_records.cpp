#include "sources/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tocsin::sources {
namespace {

std::uint64_t count_lines(const char* begin, const char* end) {
  return static_cast<std::uint64_t>(std::count(begin, end, '\n'));
}

const char* find_line_end(const char* from, const char* end) {
  const void* found = std::memchr(from, '\n', static_cast<std::size_t>(end - from));
  return found == nullptr ? end : static_cast<const char*>(found);
}

std::string_view without_line_end(const char* begin, const char* end) {
  if (end != begin && end[-1] == '\n') --end;
  if (end != begin && end[-1] == '\r') --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

// Each doubled quote as one.
void append_unescaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '"') ++i;
  }
}

}  // namespace

void CsvRecords::want(std::span<const std::string> columns) {
  const std::size_t unwanted = columns.size();
  slots_.clear();
  wanted_end_ = 0;
  for (const auto& name : header_) {
    const auto found = std::ranges::find(columns, name.text);
    const bool wanted = !name.text.empty() && found != columns.end();
    slots_.push_back(wanted ? static_cast<std::size_t>(found - columns.begin()) : unwanted);
    if (wanted) wanted_end_ = slots_.size();
  }
  if (wanted_end_ == slots_.size()) wanted_end_ = kAll;
  cells_.assign(columns.size() + 1, Cell{});
}

Result<bool> CsvRecords::next() {
  for (;;) {
    if (window_.size() == 0 && !window_.at_eof()) {
      if (const auto more = read_more(); !more) return tl::unexpected(more.error());
      continue;
    }
    if (window_.size() == 0) return false;
    line_ = lines_ + 1;
    const auto scan = scan_row();
    if (!scan) return tl::unexpected(scan.error());
    const bool whole = *scan == Scan::row;
    if (whole && is_blank()) {
      leave_row();
      continue;
    }
    if (whole && column_ >= header_.size() && !extra_ &&
        !(zeros_ && text_.find('\0') != std::string_view::npos)) {
      if (!escaped_.empty()) unescape();
      leave_row();
      return true;
    }
    if (const auto gone = give_up_row(*scan); !gone) return tl::unexpected(gone.error());
  }
}

Result<CsvRecords::Scan> CsvRecords::scan_row() {
  for (;;) {
    const Scan scan = scan_window();
    if (scan == Scan::cut_off) row_end_ = window_.end();
    // Judged by the row alone, not by how much of it a window happens to hold.
    if (static_cast<std::size_t>(row_end_ - window_.begin()) > kMostBytes) {
      row_end_ = window_.begin() + kMostBytes;
      return Scan::too_long;
    }
    if (scan != Scan::cut_off) return scan;
    if (const auto more = read_more(); !more) return tl::unexpected(more.error());
  }
}

CsvRecords::Scan CsvRecords::scan_window() {
  const Scan scan = scan_cells(wanted_end_);
  // Cells past the header must be looked at one by one: empty ones are allowed.
  if (scan != Scan::row || column_ <= slots_.size() || wanted_end_ == kAll) return scan;
  marks_.reset(window_.begin(), window_.end());
  return scan_cells(kAll);
}

CsvRecords::Scan CsvRecords::scan_cells(std::size_t wanted_end) {
  if (in_header_) header_.clear();
  escaped_.clear();
  column_ = 0;
  lines_in_row_ = 0;
  extra_ = false;
  const char* const end = window_.end();
  for (const char* cell = window_.begin();;) {
    const char* mark = column_ < wanted_end ? marks_.next() : pass_unwanted(cell);
    if (mark == end && !window_.at_eof()) return Scan::cut_off;
    if (mark != end && *mark == '"') {
      if (mark != cell) continue;
      const Scan scan = scan_quoted(cell, mark);
      if (scan != Scan::row) return scan;
    } else {
      const bool carriage_return =
          (mark == end || *mark == '\n') && mark != cell && mark[-1] == '\r';
      put(cell, mark - (carriage_return ? 1 : 0), false);
    }
    if (mark == end || *mark == '\n') {
      lines_in_row_ += mark == end ? 0 : 1;
      row_end_ = mark + (mark == end ? 0 : 1);
      text_ = without_line_end(window_.begin(), row_end_);
      return Scan::row;
    }
    cell = mark + 1;
  }
}

// To the end of the line, or to a quote; leaves `cell` at the beginning of what stands there.
const char* CsvRecords::pass_unwanted(const char*& cell) {
  const auto passed = marks_.pass_commas();
  column_ += passed.commas;
  if (passed.last_comma != nullptr) cell = passed.last_comma + 1;
  return passed.mark;
}

// From the quote at `open`, which has been taken as a mark; leaves `mark` at what ends the cell.
CsvRecords::Scan CsvRecords::scan_quoted(const char* open, const char*& mark) {
  const char* const end = window_.end();
  bool escaped = false;
  for (;;) {
    const char* const quote = marks_.next();
    row_end_ = quote;
    if (quote == end) return window_.at_eof() ? Scan::unclosed : Scan::cut_off;
    if (*quote != '"') {
      lines_in_row_ += *quote == '\n' ? 1 : 0;
      continue;
    }
    mark = marks_.next();
    if (mark == end && !window_.at_eof()) return Scan::cut_off;
    if (mark == quote + 1 && mark != end && *mark == '"') {
      escaped = true;
      continue;
    }
    put(open + 1, quote, escaped);
    row_end_ = quote + 1;
    if (mark == quote + 1) return Scan::row;
    const bool line_end = quote[1] == '\r' && mark == quote + 2 && (mark == end || *mark == '\n');
    return line_end ? Scan::row : Scan::text_after_quote;
  }
}

void CsvRecords::put(const char* begin, const char* end, bool escaped) {
  const std::string_view text(begin, static_cast<std::size_t>(end - begin));
  const std::size_t column = column_++;
  if (column >= slots_.size()) return put_beyond(text, escaped);
  const std::size_t slot = slots_[column];
  cells_[slot] = {text.empty() ? CellKind::missing : CellKind::untyped, text};
  if (escaped && slot + 1 < cells_.size()) escaped_.push_back({slot, text});
}

void CsvRecords::put_beyond(std::string_view text, bool escaped) {
  extra_ = extra_ || !text.empty();
  if (!in_header_) return;
  const auto place = static_cast<std::size_t>(text.data() - window_.begin()) + 1;
  Name name{.place = place};
  if (escaped) {
    append_unescaped(name.text, text);
  } else {
    name.text = text;
  }
  header_.push_back(std::move(name));
}

void CsvRecords::unescape() {
  arena_.clear();
  arena_.reserve(text_.size());  // cells point into it
  for (const auto& [slot, text] : escaped_) {
    const std::size_t begin = arena_.size();
    append_unescaped(arena_, text);
    cells_[slot].text = std::string_view(arena_).substr(begin);
  }
}

// What is wrong with the row, in words that are the same for all such rows.
std::string CsvRecords::trouble(Scan scan, std::string& found) const {
  const auto line =
      without_line_end(window_.begin(), find_line_end(window_.begin(), window_.end()));
  found = line.substr(0, 400);
  switch (scan) {
    case Scan::unclosed: return "a quote is never closed";
    case Scan::text_after_quote: return "text after a closing quote";
    case Scan::too_long: return fmt::format("longer than {} MiB", kMostBytes >> 20);
    default: break;
  }
  if (column_ >= header_.size() && !extra_) return "a zero byte";
  found = fmt::format("{} cells, the header has {}: {}", column_, header_.size(), found);
  return "another number of cells than the header";
}

void CsvRecords::leave_row() {
  lines_ += lines_in_row_;
  window_.drop_until(row_end_);
}

// A quote that was never meant to open anything may have swallowed rows: of a bad row that goes
// over several lines only the first is given up, and the second is taken for the start of a row.
// The bytes that are read again this way are limited, so that no file can make it quadratic.
Result<void> CsvRecords::give_up_row(Scan scan) {
  std::string found;
  const std::string reason = trouble(scan, found);
  skip(reason, found);
  const char* const first_end = find_line_end(window_.begin(), row_end_);
  const auto size = static_cast<std::size_t>(row_end_ - window_.begin());
  if (first_end + 1 < row_end_ && size <= rescans_left_) {
    rescans_left_ -= size;
    go_to(first_end + 1);
    return {};
  }
  if (scan != Scan::row) return skip_line(row_end_);
  leave_row();
  return {};
}

Result<void> CsvRecords::skip_line(const char* from) {
  const char* line_end = find_line_end(from, window_.end());
  while (line_end == window_.end() && !window_.at_eof()) {
    go_to(line_end);
    if (auto more = read_more(); !more) return more;
    line_end = find_line_end(window_.begin(), window_.end());
  }
  go_to(line_end == window_.end() ? line_end : line_end + 1);
  return {};
}

Result<void> CsvRecords::read_more() {
  auto more = window_.more();
  if (!more) {
    const auto line = lines_ + count_lines(window_.begin(), window_.end()) + 1;
    const auto start = window_.bytes().rfind('\n');
    const auto column = window_.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return tl::unexpected(std::move(more.error()).within("{}:{}:{}", file_, line, column));
  }
  zeros_ = window_.bytes().find('\0') != std::string_view::npos;
  marks_.reset(window_.begin(), window_.end());
  return {};
}

void CsvRecords::go_to(const char* place) {
  lines_ += count_lines(window_.begin(), place);
  window_.drop_until(place);
  marks_.reset(place, window_.end());
}

}  // namespace tocsin::sources
