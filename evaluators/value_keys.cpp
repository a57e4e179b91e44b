#include "evaluators/value_keys.hpp"

#include "base/hash.hpp"
#include "evaluators/row_kernels.hpp"

#include <bit>

namespace tocsin::evaluators {

void ValueKey::save(Encoder& out) const {
  for (unsigned shift = 0; shift < 64; shift += 8) out.u8(static_cast<std::uint8_t>(bits >> shift));
}

void ValueKey::load(Decoder& in) {
  bits = 0;
  for (unsigned shift = 0; shift < 64; shift += 8) bits |= std::uint64_t{in.u8()} << shift;
}

ValueKey key_of(double number) { return {scrambled(std::bit_cast<std::uint64_t>(number + 0.0))}; }

ValueKey key_of(std::string_view text) { return {hash128(text).low}; }

void ValueKeys::fill_codes(const RowValues& values, std::size_t rows) {
  if (dictionary_ != values.dictionary) {
    dictionary_ = values.dictionary;
    by_code_.clear();
  }
  while (by_code_.size() < dictionary_->size())
    by_code_.push_back(key_of(dictionary_->text(static_cast<std::uint32_t>(by_code_.size()))));
  for (std::size_t i = 0; i < rows; ++i)
    if (values.valid[i]) keys_[i] = by_code_[values.codes[i]];
}

std::span<const ValueKey> ValueKeys::of(const RowValues& values, std::size_t rows) {
  keys_.resize(rows);
  if (values.form == RowValues::Form::codes) {
    fill_codes(values, rows);
  } else if (values.form == RowValues::Form::texts) {
    for (std::size_t i = 0; i < rows; ++i)
      if (values.valid[i]) keys_[i] = key_of(values.texts[i]);
  } else if (is_time(values)) {
    for (std::size_t i = 0; i < rows; ++i)
      keys_[i] = {scrambled(static_cast<std::uint64_t>(values.times[i]))};
  } else {
    for (std::size_t i = 0; i < rows; ++i)
      if (values.valid[i]) keys_[i] = key_of(values.numbers[i]);
  }
  return keys_;
}

}  // namespace tocsin::evaluators
