// Rows and labels as bytes, as the journal keeps them: by columns, each under its name and type, so
// that rules which have changed since still read what they share with the old ones.
#pragma once

#include "base/batch.hpp"
#include "base/result.hpp"
#include "base/schema.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::store {

// The most rows of one encoded batch: a larger one is refused when it is read, and is not to be
// written.
inline constexpr std::size_t kMostRows = std::size_t{1} << 20;

std::string encode(const Schema& schema, const Batch& rows);
std::string encode(const Schema& schema, const LabelBatch& labels);

// The same batch in fewer bytes, at the price of time: for what lies long. An error as for decoding
// when the bytes are none; what is compressed already stays as it is.
Result<std::string> compress(std::string_view encoded);

// Whether the bytes are whole, without reading the rows.
Result<void> check(std::string_view encoded);

// The fields of encoded rows as they were written, by name and type alone: for looking at rows
// whose rules are not at hand.
Result<Schema> schema_of(std::string_view encoded);

// Reads batches for one schema. Fields are found by name:
// - a field that the bytes do not know, or know by another type, is missing in every row (never
//   malformed); integers are read as numbers, and texts as categories and the other way round;
// - a field that the schema does not know is passed over;
// - keys are zero where the schema's key is made of other fields;
// - whether a value was in range and a category known was judged when it came, and stays so.
// Errors say what is wrong with the bytes: foreign, damaged, cut off, of a newer tocsin, or of the
// other kind. Hostile bytes are refused in the same way.
class BatchDecoder {
 public:
  explicit BatchDecoder(const Schema& schema);  // outlives the decoder

  Result<Batch> rows(std::string_view encoded);
  Result<LabelBatch> labels(std::string_view encoded);

 private:
  const Schema& schema_;
  std::vector<std::shared_ptr<Dictionary>> dictionaries_;  // by field; grow with what is read
};

}  // namespace tocsin::store
