// CSV files: the header, and how the kind is called in rules.
#include "sources/csv_records.hpp"
#include "sources/kind.hpp"
#include "sources/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tocsin::sources {
namespace {

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

}  // namespace

Result<std::unique_ptr<Records>> CsvRecords::open(std::unique_ptr<ByteSource> bytes,
                                                  std::string file, Intake& intake) {
  std::unique_ptr<CsvRecords> records(new CsvRecords(std::move(bytes), std::move(file), intake));
  if (const auto read = records->read_header(); !read) return tl::unexpected(read.error());
  return records;
}

Result<void> CsvRecords::skip_byte_order_mark() {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  while (window_.size() < kMark.size() && !window_.at_eof()) {
    if (auto more = read_more(); !more) return more;
  }
  if (window_.bytes().starts_with(kMark)) go_to(window_.begin() + kMark.size());
  return {};
}

Result<void> CsvRecords::read_header() {
  if (auto skipped = skip_byte_order_mark(); !skipped) return skipped;
  for (;;) {
    if (window_.size() == 0 && window_.at_eof()) {
      return fail("{}: holds nothing; a first line with the names of the columns would have worked",
                  file_);
    }
    const auto scan = scan_row();
    if (!scan) return tl::unexpected(scan.error());
    if (*scan == Scan::row && is_blank()) {
      leave_row();
      continue;
    }
    if (auto good = check_header(*scan); !good) return good;
    break;
  }
  for (const auto& name : header_) {
    if (!name.text.empty()) columns_.push_back(name.text);
  }
  in_header_ = false;
  leave_row();
  return {};
}

Result<void> CsvRecords::check_header(Scan scan) const {
  const std::uint64_t line = lines_ + 1;
  const std::string_view row(window_.begin(), static_cast<std::size_t>(row_end_ - window_.begin()));
  // Before anything else: a binary file has quotes and commas too.
  auto text = row;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  const auto strange = std::ranges::find_if(text, is_control);
  if (strange != text.end()) {
    const auto place = strange - text.begin() + 1;
    if (*strange == '\r' || *strange == '\n') {
      return fail(
          "{}:{}:{}: a line end within the header; lines that end in LF or CRLF would have worked",
          file_, line, place);
    }
    return fail("{}:{}:{}: byte 0x{:02x} in the header: this is no text", file_, line, place,
                static_cast<unsigned char>(*strange));
  }
  if (scan != Scan::row) {
    std::string found;
    return fail("{}:{}:{}: in the header: {}", file_, line, row.size() + 1, trouble(scan, found));
  }
  return check_names();
}

Result<void> CsvRecords::check_names() const {
  const std::uint64_t line = lines_ + 1;
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const auto& [text, place] = header_[i];
    if (text.empty()) continue;
    if (!is_utf8(text)) {
      return fail("{}:{}:{}: the name of column {} is not UTF-8: `{}`", file_, line, place, i + 1,
                  excerpt(text));
    }
    const auto [other, is_new] = seen.emplace(text, i + 1);
    if (!is_new) {
      return fail("{}:{}:{}: columns {} and {} are both named `{}`", file_, line, place,
                  other->second, i + 1, excerpt(text));
    }
  }
  const auto separator = header_.front().text.find_first_of(";\t|");
  if (header_.size() == 1 && separator != std::string::npos) {
    const char found = header_.front().text[separator];
    return fail("{}:{}:{}: the columns are separated by {}; commas would have worked", file_, line,
                separator + 1, found == '\t' ? "tabs" : fmt::format("`{}`", found));
  }
  if (seen.empty()) return fail("{}:{}:1: no column has a name", file_, line);
  return {};
}

const SourceKind& csv() {
  static const SourceKind kind{
      .def = {.name = "csv",
              .summary = "Rows of a CSV file with a header, also packed with gzip; `*` in its name "
                         "stands for several.",
              .batches = true},
      .endings = {".csv"},
      .has_header = true,
      .open = CsvRecords::open,
  };
  return kind;
}

}  // namespace tocsin::sources
