// Everything that the engine decided between two calls, in the order in which it was decided.
#pragma once

#include "base/alert.hpp"
#include "base/held_back.hpp"
#include "base/reading.hpp"

#include <vector>

namespace tocsin {

struct Outcome {
  std::vector<Reading> readings;
  std::vector<Transition> transitions;
  std::vector<Message> messages;
  std::vector<IncidentEntry> incidents;
  std::vector<HeldBack> held;
};

}  // namespace tocsin
