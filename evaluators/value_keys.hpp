// The values of rows as numbers of 64 bits, so that equal ones can be counted whatever their type.
#pragma once

#include "evaluators/aggregate.hpp"
#include "evaluators/count_table.hpp"

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tocsin::evaluators {

// Of a number or a time the value itself, of a text a hash: two texts in 10^19 are taken for one.
// The same in every batch and in every run.
struct ValueKey {
  std::uint64_t bits = 0;  // scrambled

  auto operator<=>(const ValueKey&) const = default;
  std::uint64_t hash() const { return bits; }
  void save(Encoder& out) const;
  void load(Decoder& in);
};

ValueKey key_of(double number);  // finite; the two zeros are one
ValueKey key_of(std::string_view text);

// Remembers the keys of a dictionary's texts: belongs to one strand.
class ValueKeys {
 public:
  // The keys of an expression by row of the block; those of rows without a value say nothing. Valid
  // until the next call.
  std::span<const ValueKey> of(const RowValues& values, std::size_t rows);

 private:
  void fill_codes(const RowValues& values, std::size_t rows);

  std::vector<ValueKey> keys_;
  std::shared_ptr<const Dictionary> dictionary_;  // kept, so that no other can take its address
  std::vector<ValueKey> by_code_;
};

}  // namespace tocsin::evaluators
