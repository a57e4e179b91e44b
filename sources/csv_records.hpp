// Rows of a CSV file, RFC 4180: quotes, doubled quotes, line ends in quotes, CRLF or LF.
#pragma once

#include "sources/marks.hpp"
#include "sources/records.hpp"
#include "sources/window.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::sources {

// What it allows beyond the RFC: a byte order mark, blank lines, empty cells past the last column
// of the header, and a quote inside a cell that does not begin with one.
class CsvRecords : public Records {
 public:
  static Result<std::unique_ptr<Records>> open(std::unique_ptr<ByteSource> bytes, std::string file,
                                               Intake& intake);

  const std::vector<std::string>& columns() const override { return columns_; }
  void want(std::span<const std::string> columns) override;
  Result<bool> next() override;
  std::string_view text() const override { return text_; }

 private:
  // `cut_off`: the window ends before the row does.
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);
  enum class Scan { row, cut_off, unclosed, text_after_quote, too_long };
  struct Name {
    std::string text;
    std::size_t place;  // of its first byte in the row, from 1
  };
  struct Escaped {
    std::size_t slot;
    std::string_view text;  // with doubled quotes
  };

  CsvRecords(std::unique_ptr<ByteSource> bytes, std::string file, Intake& intake)
      : Records(std::move(file), intake), window_(std::move(bytes)) {}

  Result<void> read_header();
  Result<void> skip_byte_order_mark();
  Result<void> check_header(Scan scan) const;
  Result<void> check_names() const;

  Result<Scan> scan_row();
  Scan scan_window();
  Scan scan_cells(std::size_t wanted_end);
  const char* pass_unwanted(const char*& cell);
  Scan scan_quoted(const char* open, const char*& mark);
  void put(const char* begin, const char* end, bool escaped);
  void put_beyond(std::string_view text, bool escaped);
  void unescape();

  bool is_blank() const { return column_ == 1 && text_.empty(); }
  std::string trouble(Scan scan, std::string& found) const;
  void leave_row();
  Result<void> give_up_row(Scan scan);
  Result<void> skip_line(const char* from);
  Result<void> read_more();
  void go_to(const char* place);

  Window window_;
  Marks marks_;
  std::vector<Name> header_;  // one a column, also those without a name
  std::vector<std::string> columns_;
  bool in_header_ = true;
  bool zeros_ = false;                         // the window holds a zero byte
  std::uint64_t lines_ = 0;                    // line ends before the window
  std::size_t rescans_left_ = 4 * kMostBytes;  // bytes that may still be read a second time

  // Of the present row.
  std::vector<std::size_t>
      slots_;  // of each column its place in cells_, the last one for the unwanted
  std::size_t wanted_end_ = kAll;  // from this column on none is wanted; kAll: the last one is
  std::size_t column_ = 0;         // cells so far
  bool extra_ = false;             // a cell past the last column is not empty
  const char* row_end_ = nullptr;  // past its line end; of a bad row, where it turned bad
  std::uint64_t lines_in_row_ = 0;
  std::string_view text_;
  std::vector<Escaped> escaped_;
  std::string arena_;  // texts without doubled quotes
};

}  // namespace tocsin::sources
