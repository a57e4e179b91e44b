// The engine's own numbers for category texts: one dictionary a field, whatever those of the
// sources.
#pragma once

#include "base/batch.hpp"
#include "base/codec.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace tocsin::engine {

class Codes {
 public:
  explicit Codes(const Schema& schema);

  // Turns the codes of a source into ours. A column of another type stays as it is.
  void adopt(Column& column, std::size_t field);

  // By field; null unless it is a category. The vector stays where it is.
  const std::vector<std::shared_ptr<Dictionary>>& dictionaries() const { return dictionaries_; }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  // Of the dictionary that a field's last batch brought; it is kept so that its address stays its
  // own.
  struct Translation {
    std::shared_ptr<const Dictionary> theirs;
    std::vector<std::uint32_t> codes;
    bool is_identity = true;
  };

  std::vector<std::shared_ptr<Dictionary>> dictionaries_;
  std::vector<Translation> translations_;  // by field
};

}  // namespace tocsin::engine
