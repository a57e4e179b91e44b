#include "base/batch.hpp"

namespace tocsin {

std::uint32_t Dictionary::code(std::string_view text) {
  const auto known = codes_.find(text);
  if (known != codes_.end()) return known->second;
  const auto next = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  codes_.emplace(texts_.back(), next);
  return next;
}

}  // namespace tocsin
