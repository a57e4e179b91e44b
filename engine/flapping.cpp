#include "engine/flapping.hpp"

#include "base/counted.hpp"

#include <fmt/format.h>

#include <bit>

namespace tocsin::engine {
namespace {

constexpr std::uint32_t kSamples = 20;
constexpr std::uint32_t kAllSamples = (1u << kSamples) - 1;
constexpr std::uint32_t kNewest = 118, kLess = 2;                       // hundredths of a sample
constexpr std::uint32_t kStart = 30 * kSamples, kStop = 25 * kSamples;  // of 100 a sample

}  // namespace

std::uint32_t change_weight(std::uint32_t changes) {
  std::uint32_t weight = 0;
  for (; changes != 0; changes &= changes - 1)
    weight += kNewest - kLess * static_cast<std::uint32_t>(std::countr_zero(changes));
  return weight;
}

Flapping after_sample(Flapping state, bool changed, Instant now) {
  state.changes = ((state.changes << 1) | (changed ? 1u : 0u)) & kAllSamples;
  const auto weight = change_weight(state.changes);
  if (state.is_on && weight < kStop) return {.changes = state.changes};
  if (state.is_on && changed) ++state.count;
  if (!state.is_on && weight > kStart)
    return {.changes = state.changes,
            .is_on = true,
            .since = now,
            .count = static_cast<std::uint64_t>(std::popcount(state.changes))};
  return state;
}

std::string flapping_text(const Flapping& state) {
  if (!state.is_on) return "";
  return fmt::format("since {}, {}", format_utc(state.since), counted(state.count, "change"));
}

void save(Encoder& out, const Flapping& state) {
  out.u64(state.changes);
  out.boolean(state.is_on);
  out.instant(state.since);
  out.u64(state.count);
}

Flapping load_flapping(Decoder& in) {
  Flapping state;
  state.changes = static_cast<std::uint32_t>(in.u64()) & kAllSamples;
  state.is_on = in.boolean();
  state.since = in.instant();
  state.count = in.u64();
  return state;
}

}  // namespace tocsin::engine
