// Keys of events that nobody waits for any more, so that a label that comes far too late is told
// from one that has no event.
#pragma once

#include "base/codec.hpp"
#include "base/hash.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace tocsin::engine {

class BygoneKeys {
 public:
  // The latest kRemembered keys at least are known, and never more than twice as many.
  static constexpr std::size_t kRemembered = 1'000'000;
  enum class Why : std::uint8_t {
    none,        // no such key, as far as is known
    unlabelled,  // the event waited for its label in vain
    too_early,   // the event came before the monitors
  };

  explicit BygoneKeys(std::size_t remembered = kRemembered) : remembered_(remembered) {}

  void add(const Hash128& key, Why why);
  Why find(const Hash128& key) const;
  void clear();

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  using Keys = std::unordered_map<Hash128, Why>;

  std::size_t remembered_;
  std::array<Keys, 2> generations_;  // the one that grows, and the one before
};

}  // namespace tocsin::engine
