// Rows that are kept after they were taken in: those that wait for a label or for their chunk.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "base/batch.hpp"
#include "base/codec.hpp"

namespace tocsin::engine {

// A row keeps its batch alive.
struct RowRef {
  std::shared_ptr<Batch> batch;
  std::uint32_t row = 0;

  Instant time() const { return batch->time[row]; }
  Instant arrival() const { return batch->arrival[row]; }
};

// Refs to one run of neighbouring rows of a batch need no copy.
bool is_run(std::span<const RowRef> rows);

// The rows side by side as a batch of their own. Only columns with needed[field] are copied; the
// others are all missing.
Batch gather(std::span<const RowRef> rows, const std::vector<bool>& needed);

// Writes every batch once, however many rows refer to it. Category codes are those of the engine's
// dictionaries, which are saved before.
class RowSaver {
 public:
  explicit RowSaver(Encoder& out) : out_(out) {}
  void save(const RowRef& row);
  void save(const std::shared_ptr<Batch>& batch);

 private:
  Encoder& out_;
  std::map<const Batch*, std::uint64_t> seen_;
};

class RowLoader {
 public:
  RowLoader(Decoder& in, const Schema& schema, const std::vector<std::shared_ptr<Dictionary>>& dictionaries)
      : in_(in), schema_(schema), dictionaries_(dictionaries) {}
  RowRef row();                     // an empty ref after damage
  std::shared_ptr<Batch> batch();   // null after damage

 private:
  Decoder& in_;
  const Schema& schema_;
  const std::vector<std::shared_ptr<Dictionary>>& dictionaries_;
  std::vector<std::shared_ptr<Batch>> seen_;
};

void save_column(Encoder& out, const Column& column);
Column load_column(Decoder& in, const std::shared_ptr<Dictionary>& dictionary);

}  // namespace tocsin::engine
