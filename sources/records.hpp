// One row after the other as a file holds them: cells of text, not yet values of a schema.
#pragma once

#include "base/result.hpp"
#include "sources/intake.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::sources {

// `untyped` may mean anything, as all of CSV does; a JSON value says what it is.
enum class CellKind : std::uint8_t { missing, untyped, text, number, boolean, compound };

struct Cell {
  CellKind kind = CellKind::missing;
  std::string_view text;  // unquoted and unescaped; of compounds as it stands
};

class Records {
 public:
  // Longer rows are malformed: a quote that is never closed must not take the rest of the file.
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

  virtual ~Records() = default;

  // CSV: the header, without columns that have no name. JSON Lines: the keys of the first rows.
  virtual const std::vector<std::string>& columns() const = 0;
  // The columns that next() reads, each once; one that is not there is missing in every row.
  virtual void want(std::span<const std::string> columns) = 0;

  // Goes to the next row that is one. What is none is counted in the intake and in skipped().
  virtual Result<bool> next() = 0;

  // Of the present row, until the next call of next(): the cells in the order of want(), the line
  // it begins on, and the row as it stands.
  std::span<const Cell> cells() const { return cells_; }
  std::uint64_t line() const { return line_; }
  virtual std::string_view text() const = 0;

  std::uint64_t skipped() const { return skipped_; }
  // Counts the present row as malformed after all, for a reason that is the same for all such
  // rows; `found` is what stands there.
  void skip(std::string_view reason, std::string_view found);
  const std::string& file() const { return file_; }
  // Shows nothing of malformed rows from now on: they may hold what is sensitive.
  void conceal() { concealed_ = true; }

 protected:
  Records(std::string file, Intake& intake) : file_(std::move(file)), intake_(intake) {}

  std::vector<Cell> cells_;
  std::uint64_t line_ = 0;
  std::string file_;
  Intake& intake_;

 private:
  std::uint64_t skipped_ = 0;
  bool concealed_ = false;
};

}  // namespace tocsin::sources
