// A silence made by command, not by a rule: it outlives a change of the rules.
#pragma once

#include "base/labels.hpp"
#include "base/time.hpp"

#include <string>

namespace tocsin {

// Longer ones are refused, in rules and by command: a monitor that nobody hears wants another end.
inline constexpr Duration kLongestSilence = 30 * kDay;

struct Silence {
  std::string id;
  std::string selector;  // monitors as rules select them: `loans.slow`, `*.silent`, `risk.loans.*`
  Labels where;          // values that the segment must bear; empty: any segment
  Instant from{}, to{};  // holds back in [from, to)
  std::string because, by;
};

}  // namespace tocsin
