// Writes rows and labels that are kept, and reads them back. A batch is written once, however many
// rows refer to it; category codes are those of the engine's dictionaries, which are saved before.
#pragma once

#include "base/batch.hpp"
#include "base/codec.hpp"
#include "engine/rows.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace tocsin::engine {

class RowSaver {
 public:
  explicit RowSaver(Encoder& out) : out_(out) {}
  void save(const RowRef& row);
  void save(const std::shared_ptr<Batch>& batch);

 private:
  Encoder& out_;
  std::map<const Batch*, std::uint64_t> seen_;
};

class LabelSaver {
 public:
  explicit LabelSaver(Encoder& out) : out_(out) {}
  void save(const std::shared_ptr<const LabelBatch>& labels);

 private:
  Encoder& out_;
  std::map<const LabelBatch*, std::uint64_t> seen_;
};

using Dictionaries = std::vector<std::shared_ptr<Dictionary>>;  // by field

class RowLoader {
 public:
  RowLoader(Decoder& in, const Schema& schema, const Dictionaries& dictionaries)
      : in_(in), schema_(schema), dictionaries_(dictionaries) {}
  RowRef row();                    // an empty ref after damage
  std::shared_ptr<Batch> batch();  // null after damage

 private:
  std::shared_ptr<Batch> read();

  Decoder& in_;
  const Schema& schema_;
  const Dictionaries& dictionaries_;
  std::vector<std::shared_ptr<Batch>> seen_;
};

class LabelLoader {
 public:
  LabelLoader(Decoder& in, const Schema& schema, const Dictionaries& dictionaries)
      : in_(in), schema_(schema), dictionaries_(dictionaries) {}
  std::shared_ptr<const LabelBatch> batch();  // null after damage

 private:
  std::shared_ptr<const LabelBatch> read();

  Decoder& in_;
  const Schema& schema_;
  const Dictionaries& dictionaries_;
  std::vector<std::shared_ptr<const LabelBatch>> seen_;
};

}  // namespace tocsin::engine
