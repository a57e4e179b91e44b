// The rows of one or several files, one file after the other, read for the same columns.
#pragma once

#include "base/result.hpp"
#include "sources/bytes.hpp"
#include "sources/records.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::sources {

struct SourceKind;

struct WantedColumn {
  // Whether a file without it is an error: never; where a header says so; in any kind of file.
  enum class Need { none, with_header, always };
  std::string name;
  std::string field;  // what it is for, as messages say it: "field `income`"
  Need need = Need::with_header;
};

struct InputFile {
  std::string name;
  std::function<Result<std::unique_ptr<ByteSource>>()> open;
};

class Chain {
 public:
  // Opens the first file. `files` is not empty.
  static Result<Chain> open(const SourceKind& kind, std::vector<InputFile> files,
                            std::vector<WantedColumn> columns, Intake& intake, bool conceal);

  Result<bool> next();

  // The file of the present row.
  Records& records() { return *records_; }
  // Of its columns, in the order wanted, whether the file has them.
  const std::vector<bool>& present() const { return present_; }
  // Rows that were left out so far, in all files.
  std::uint64_t skipped() const { return skipped_before_ + records_->skipped(); }
  // The same of one file that was opened, from 0.
  std::uint64_t skipped_in(std::size_t file) const {
    return file < skipped_in_.size() ? skipped_in_[file] : records_->skipped();
  }
  // Counts the files that were opened: what present() says may change with it.
  std::size_t opened() const { return opened_; }

 private:
  Chain(const SourceKind& kind, std::vector<InputFile> files, std::vector<WantedColumn> columns,
        Intake& intake, bool conceal);

  Result<void> open_file();
  Result<void> check_columns() const;

  const SourceKind* kind_;
  std::vector<InputFile> files_;
  std::vector<WantedColumn> columns_;
  std::vector<std::string> names_;
  Intake* intake_;
  bool conceal_;
  std::unique_ptr<Records> records_;
  std::vector<bool> present_;
  std::size_t opened_ = 0;
  std::uint64_t skipped_before_ = 0;
  std::vector<std::uint64_t> skipped_in_;  // of the files that were read to their end
};

}  // namespace tocsin::sources
