// Rows of a schema out of the records of files.
#pragma once

#include "sources/chain.hpp"
#include "sources/field_reader.hpp"
#include "sources/source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::sources {

// Where each value of a row stands among the columns that are asked of a file.
struct Layout {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::vector<WantedColumn> columns;
  std::vector<std::size_t> slots;      // of each field of the schema; kNone: not read
  std::vector<std::size_t> key_slots;  // of each of Schema::key_fields
  std::size_t arrives = kNone;

  // The slot of a column, which is added when it is new.
  std::size_t add(const std::string& column, const std::string& what, WantedColumn::Need need);
};

enum class Purpose { events, reference, labels };
Layout layout_of(const Schema& schema, Purpose purpose);

// Reads the key of a row; nothing when a part of it is missing.
class KeyReader {
 public:
  explicit KeyReader(std::vector<std::size_t> slots)
      : slots_(std::move(slots)), scratch_(slots_.size()), parts_(slots_.size()) {}
  std::optional<Hash128> read(std::span<const Cell> cells);

 private:
  std::vector<std::size_t> slots_;
  std::vector<std::string> scratch_;
  std::vector<std::string_view> parts_;
};

class Rows : public RowReader {
 public:
  // `purpose`: events or reference.
  Rows(const Schema& schema, Purpose purpose, Layout layout, Chain chain, Intake& intake,
       Options options);
  Result<bool> next(Batch& batch) override;

 private:
  void begin(Batch& batch) const;
  void end(Batch& batch);
  void note_file();
  void note_unreadable(Batch& batch);
  void note_delivery(Batch& batch);
  void take_row(Batch& batch);
  bool read_time(std::span<const Cell> cells, Batch& batch);
  void read_field(std::size_t field, const Cell& cell, Batch& batch);
  Instant when_known(std::span<const Cell> cells, Batch& batch);
  void note_malformed(const Field& field, std::string_view reason, std::string_view found);

  const Schema& schema_;
  const bool is_reference_;
  const Layout layout_;
  Chain chain_;
  Intake& intake_;
  const std::size_t batch_rows_;
  const bool notes_deliveries_;
  const bool has_labels_;             // in its rows
  std::vector<FieldReader> readers_;  // one a field
  std::vector<std::size_t> slots_;    // layout_.slots, without those that the present file lacks
  KeyReader keys_;
  std::size_t files_seen_ = 0;
  std::uint64_t skipped_seen_ = 0;
  std::uint64_t unreadable_first_ = 0;  // rows left out before any had a time
  std::optional<Instant> last_time_;
  std::optional<Instant> latest_;  // of the present file
  std::optional<Error> error_;     // told after the rows before it
};

class Labels : public LabelReader {
 public:
  Labels(const Schema& schema, Layout layout, Chain chain, Intake& intake, Options options);
  Result<bool> next(LabelBatch& batch) override;

 private:
  void begin(LabelBatch& batch) const;
  void end(LabelBatch& batch);
  void take_row(LabelBatch& batch);
  bool read_labels(std::span<const Cell> cells, LabelBatch& batch);
  std::optional<Instant> read_arrival(const Cell& cell);

  const Schema& schema_;
  const Layout layout_;
  Chain chain_;
  Intake& intake_;
  const std::size_t batch_rows_;
  std::vector<FieldReader> readers_;  // one a label field
  KeyReader keys_;
  std::optional<Error> error_;
};

}  // namespace tocsin::sources
