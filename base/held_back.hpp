// What keeps an alert from people, and from when to when. Nothing is held back without a trace.
#pragma once

#include "base/alert.hpp"
#include "base/time.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// In the order in which they are asked.
enum class HoldKind : std::uint8_t { trial, suppression, silence, mute };
std::string_view to_text(HoldKind kind);  // "trial", "suppression", "silence", "mute"

// No rule of the plan: a trial, or a silence made by command.
inline constexpr std::size_t kNoRule = ~std::size_t{0};

struct HoldCause {
  HoldKind kind = HoldKind::mute;
  std::size_t rule = kNoRule;    // number among the suppressions, silences or mutes of the plan
  std::string name;              // the mute's; id of a silence made by command; else empty
  AlertId source;                // suppression: whose alert holds it back
  int severity = -1;             // suppression: that of the source
  std::string by, because;       // silence: author and reason; mute: `because` is its title
  std::optional<Instant> until;  // when it is over by the clock; nothing: nobody knows
};

// Told when it begins, and again when it is over. Each cause of an alert has a record of its own.
struct HeldBack {
  AlertId alert;
  std::uint64_t episode = 0;
  int severity = -1;  // of the alert when this was told
  HoldCause cause;
  Instant from{};
  std::optional<Instant> to;  // nothing: it has begun
  bool is_told_now = false;  // it is over, and the alert fires on with nothing else to hold it back
};

// "silence by credit-ml until 2026-03-02T14:00:00Z: load test", "mute nights (Nobody is there)",
// "suppressed by loans.silent [platform=web]", "trial until 2026-03-02T00:00:00Z".
std::string text_of(const HoldCause& cause);

// "loans.slow [platform=web]", with its package in front.
std::string name_of(const AlertId& alert);

}  // namespace tocsin
