#include "engine/bygone_keys.hpp"

#include <map>

namespace tocsin::engine {

void BygoneKeys::add(const Hash128& key, Why why) {
  auto& [young, old] = generations_;
  young[key] = why;
  if (young.size() < remembered_) return;
  old = std::move(young);
  young.clear();
}

BygoneKeys::Why BygoneKeys::find(const Hash128& key) const {
  for (const auto& keys : generations_)
    if (const auto at = keys.find(key); at != keys.end()) return at->second;
  return Why::none;
}

void BygoneKeys::clear() {
  for (auto& keys : generations_) keys.clear();
}

void BygoneKeys::save(Encoder& out) const {
  for (const auto& keys : generations_) {
    out.u64(keys.size());
    for (const auto& [key, why] : std::map<Hash128, Why>(keys.begin(), keys.end())) {
      out.hash(key);
      out.u8(static_cast<std::uint8_t>(why));
    }
  }
}

void BygoneKeys::load(Decoder& in) {
  constexpr std::size_t kKeyBytes = 17;
  clear();
  for (auto& keys : generations_) {
    for (std::size_t n = in.count(kKeyBytes); n > 0 && !in.failed(); --n) {
      const Hash128 key = in.hash();
      const auto why = in.u8();
      if (why != static_cast<std::uint8_t>(Why::unlabelled) &&
          why != static_cast<std::uint8_t>(Why::too_early))
        return in.fail();
      keys[key] = static_cast<Why>(why);
    }
  }
}

}  // namespace tocsin::engine
