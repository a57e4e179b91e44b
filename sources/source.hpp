// Reads the rows of a model from files: predictions, labels that come on their own, references.
//
// A row that does not fit the schema is counted in the intake and never ends the reading. A file
// that is not what it claims (binary, another header, half a gzip stream) is an error that names
// file, line and column.
#pragma once

#include "base/batch.hpp"
#include "base/channel.hpp"
#include "base/result.hpp"
#include "base/schema.hpp"
#include "sources/bytes.hpp"
#include "sources/intake.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::sources {

// All kinds of sources, for the checker; the list is sources.def.
std::vector<SourceDef> catalogue();

// A file, or with `*` in its name all that match, in the order of their names.
struct Location {
  std::string path;
  std::string kind;  // csv, jsonl; empty: by the ending of the name
};

struct Options {
  std::size_t batch_rows = 4096;  // > 0; what is read does not depend on it
  bool notes_deliveries = false;  // each file is one, numbered from 0; one without rows is none
};

// Rows in the order of the file. A row with a missing key has a key of zero: it joins no label.
class RowReader {
 public:
  virtual ~RowReader() = default;
  // Overwrites `batch` with the next rows. False when there are none left; then batch.rows is 0,
  // while batch.unreadable may still hold something. Dictionaries stay the same from batch to
  // batch. After an error there is nothing more to read.
  virtual Result<bool> next(Batch& batch) = 0;
};

class LabelReader {
 public:
  virtual ~LabelReader() = default;
  virtual Result<bool> next(LabelBatch& batch) = 0;
};

// Schema and intake outlive the reader. Columns that the schema does not name are passed over. A
// column that it names must be there, except label columns where the labels come on their own. In
// JSON Lines, where a row lacks what is missing, that is asked of the column of time alone.
Result<std::unique_ptr<RowReader>> open_rows(const Schema& schema, const Location& location,
                                             Intake& intake, Options options = {});

// Rows of a file of labels: the key columns, the label fields, and the column of `arrives`. A row
// without key or with an unreadable arrival is malformed; one without any label is left out.
Result<std::unique_ptr<LabelReader>> open_labels(const Schema& schema, const Location& location,
                                                 Intake& intake, Options options = {});

// Rows of a reference, labels included. Any column may be absent: it is then missing in every row,
// malformed in none, and named in intake.absent. A row without a readable time has that of the
// epoch.
Result<std::unique_ptr<RowReader>> open_reference(const Schema& schema, const Location& location,
                                                  Intake& intake, Options options = {});

// The names of the columns: the header of a CSV file, the keys of the first rows of JSON Lines.
Result<std::vector<std::string>> columns_of(const Location& location);

// Rows and labels that stand in memory; `name` is how messages call them.
Result<std::unique_ptr<RowReader>> open_rows_in_memory(const Schema& schema, std::string_view bytes,
                                                       const Location& name, Intake& intake,
                                                       Options options = {});
Result<std::unique_ptr<LabelReader>> open_labels_in_memory(const Schema& schema,
                                                           std::string_view bytes,
                                                           const Location& name, Intake& intake,
                                                           Options options = {});

}  // namespace tocsin::sources
