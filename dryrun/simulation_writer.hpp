// Writes simulated rows as CSV files.
#pragma once

#include "base/result.hpp"
#include "dryrun/simulation_rows.hpp"
#include "dryrun/simulation_spec.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dryrun::simulation {

// In quotes where RFC 4180 asks for them.
std::string csv_text(std::string_view text);

// A file of CSV lines that has its name only when it is whole: until `close` it ends in `.part`,
// and one that is never closed is removed.
class CsvFile {
 public:
  static Result<CsvFile> create(const std::string& path);
  CsvFile(CsvFile&&) = default;
  CsvFile& operator=(CsvFile&&) = delete;
  ~CsvFile();

  // `line` without its end. Trouble with the disk is kept for `close`.
  void append(std::string_view line);
  bool failed() const { return error_ != 0; }
  std::uint64_t lines() const { return lines_; }
  Result<void> close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  CsvFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  void flush();

  std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::string waiting_;
  std::uint64_t lines_ = 0;
  int error_ = 0;
};

// The columns of one file: what stands in them for a row.
class RowFormat {
 public:
  // `spec` outlives it.
  RowFormat(const Spec& spec, const std::vector<Column>& columns);

  std::string header() const;
  // The line of `row`, whose label arrives at `arrives` (of interest to label files only). The view
  // lives until the next call.
  std::string_view line(const Row& row, Instant arrives = {});

 private:
  void append_cell(FieldIndex f, const Row& row);
  void append_time(Instant t);
  void append_day_and_seconds(std::chrono::sys_time<std::chrono::milliseconds> t);

  const Spec* spec_;
  const std::vector<Column>* columns_;
  std::vector<std::vector<std::string>> values_;  // of each field, as CSV; the prefix of an id
  std::string line_;
  std::chrono::sys_days day_{};  // of the last time written
  std::string day_text_;
};

}  // namespace tocsin::dryrun::simulation
