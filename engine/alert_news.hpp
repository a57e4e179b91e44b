// What of an alert reaches those who tell people: which alert it is, and its newest step.
#pragma once

#include "base/alert.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tocsin::engine {

// An alert by its place in the plan: monitor number and segment text.
struct AlertRef {
  std::size_t monitor = 0;
  std::string segment;
  auto operator<=>(const AlertRef&) const = default;
};

// The newest step of an alert.
struct AlertNews {
  AlertRef ref;
  AlertId id;
  std::uint64_t episode = 0;
  Change change = Change::fired;
  std::string_view reason;
  bool is_dark = false;  // no data, and its whole model has had no event: told in one message
  bool is_held = false;  // held back: only who was told of it hears, and only that it eases or ends
  std::string joins{};   // the incident of what suppresses it; empty: none
  std::string flapping{};  // as AlertLine has it
};

// A channel has been told that an alert fires.
struct Telling {
  Instant at{};
  std::size_t channel = 0;
  AlertRef ref;
};

// The line of an alert as it stands now, with its last sample.
using LineOf = std::function<AlertLine(const AlertRef&)>;

}  // namespace tocsin::engine
