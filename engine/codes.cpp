#include "engine/codes.hpp"

namespace tocsin::engine {

Codes::Codes(const Schema& schema) : translations_(schema.fields.size()) {
  for (const auto& field : schema.fields)
    dictionaries_.push_back(field.type == FieldType::category ? std::make_shared<Dictionary>()
                                                              : nullptr);
}

void Codes::adopt(Column& column, std::size_t field) {
  const auto& ours = dictionaries_[field];
  if (!column.dictionary || !ours || column.dictionary == ours) return;
  auto& [theirs, codes, is_identity] = translations_[field];
  if (theirs != column.dictionary)
    translations_[field] = {.theirs = column.dictionary, .codes = {}};
  while (codes.size() < theirs->size()) {
    const auto code = static_cast<std::uint32_t>(codes.size());
    codes.push_back(ours->code(theirs->text(code)));
    is_identity &= codes.back() == code;
  }
  column.dictionary = ours;
  if (is_identity) return;
  for (auto& code : column.codes) code = code < codes.size() ? codes[code] : 0;
}

void Codes::save(Encoder& out) const {
  for (const auto& dictionary : dictionaries_) {
    if (!dictionary) continue;
    out.u64(dictionary->size());
    for (std::uint32_t code = 0; code < dictionary->size(); ++code)
      out.text(dictionary->text(code));
  }
}

void Codes::load(Decoder& in) {
  for (const auto& dictionary : dictionaries_)
    for (std::size_t n = dictionary ? in.count() : 0; n > 0; --n) dictionary->code(in.text());
}

}  // namespace tocsin::engine
