// Whether an alert goes to and fro: how often its severity changed over its last twenty samples,
// the newest weighing most (LANGUAGE 5.6). Pure.
#pragma once

#include "base/codec.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>

namespace tocsin::engine {

struct Flapping {
  std::uint32_t changes = 0;  // a bit a sample, the newest lowest: the severity changed at it
  bool is_on = false;
  Instant since{};          // when it was found to flap
  std::uint64_t count = 0;  // changes since then, and those that showed it

  bool operator==(const Flapping&) const = default;
};

// The weighted changes in hundredths of a sample: 0 to 1980. The newest sample weighs 118, each
// older one 2 less, the twentieth 80.
std::uint32_t change_weight(std::uint32_t changes);

// After one more sample. It flaps above 30% of twenty samples, and stops below 25%.
Flapping after_sample(Flapping state, bool changed, Instant now);

// "since 2026-03-02T09:08:00Z, 7 changes"; empty when it does not flap.
std::string flapping_text(const Flapping& state);

void save(Encoder& out, const Flapping& state);
Flapping load_flapping(Decoder& in);

}  // namespace tocsin::engine
