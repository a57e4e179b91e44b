// Rows of one stream as typed columns. A source fills it, the engine reads it.
#pragma once

#include "base/bits.hpp"
#include "base/hash.hpp"
#include "base/schema.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tocsin {

// Texts by number, in the order in which they were first seen. Only ever grows, and a text stays at
// its address while it does.
class Dictionary {
 public:
  std::uint32_t code(std::string_view text);  // adds it when it is new
  std::optional<std::uint32_t> find(std::string_view text) const {
    const auto known = codes_.find(text);
    return known == codes_.end() ? std::nullopt : std::optional(known->second);
  }
  const std::string& text(std::uint32_t code) const { return texts_[code]; }
  std::size_t size() const { return texts_.size(); }

 private:
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::deque<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t, Hasher, std::equal_to<>> codes_;
};

// One value a row. Which vector is filled depends on the type of the field:
//   boolean 0/1, integer, number, share 0..1, duration (nanoseconds)  -> numbers
//   time (nanoseconds since the epoch)                                -> times
//   category                                                          -> codes into `dictionary`
//   text                                                              -> texts
// A row that is neither valid nor malformed is missing. Values of invalid rows are unspecified.
struct Column {
  std::vector<double> numbers;
  std::vector<std::int64_t> times;
  std::vector<std::uint32_t> codes;
  std::vector<std::string> texts;
  std::shared_ptr<Dictionary> dictionary;
  Bits valid;      // present, of the right type, in range, a finite number
  Bits malformed;  // another type, out of range, or missing where the field is not optional
};

// A file or a POST that was taken in whole: what `over each batch` calls a batch.
struct Delivery {
  std::uint32_t number = 0;      // as in Batch::delivery; of one stream, each once
  Instant at{};                  // the latest arrival among its rows
  std::uint64_t unreadable = 0;  // rows of it that were left out
};

// Events of one model. Every vector has `rows` entries; `columns` has one per Schema field, in
// order. A category outside the declared set stays valid under its own text.
struct Batch {
  std::size_t rows = 0;
  std::vector<Instant> time;     // event time, readable in every row
  std::vector<Instant> arrival;  // engine clock at receipt; files: the event time
  std::vector<Hash128> key;      // hash of the key texts; zero without key or with a missing one
  std::vector<Column> columns;   // label columns: empty when `labels_apart`, else filled in row
  std::vector<Instant> label_known;  // when the label in the row became known; kForever: no label.
                                     // Empty when the model has no label in its rows.
  std::vector<Instant> unreadable;   // one for each row that was left out, because it or its time
                                     // could not be read: arrival; files: time of the row before
  // Filled where somebody judges deliveries: by row the one it came with, and those of which all
  // rows stand here or in batches before.
  std::vector<std::uint32_t> delivery;
  std::vector<Delivery> delivered;
};

// Labels that came on their own. `columns` has one entry per Schema::label_fields, in that order.
struct LabelBatch {
  std::size_t rows = 0;
  std::vector<Hash128> key;
  std::vector<Instant>
      arrival;  // when it became known: column of `arrives`, else of receipt.
                // kForever: unknown from the file; counts as `within` after its event
  std::vector<Column> columns;
};

}  // namespace tocsin
