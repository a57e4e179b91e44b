// What the rules say of a world, worked out the slow and obvious way: every reading from all rows,
// every alert from the tables of the language reference.
#pragma once

#include "tests/properties/slow_alert.hpp"
#include "tests/properties/slow_world.hpp"

#include <map>
#include <tuple>

namespace tocsin::test::slow {

struct SlowReading {
  Kind kind = Kind::empty;
  double value = 0;
  double scale = 0;  // the largest number that rounding may have come from
  std::uint64_t n = 0, labels = 0, positives = 0;
  bool warming_up = false;
  bool pending = false;  // the alert behind it
  int severity = -1;
};

struct SlowTurn {
  int from = -1, to = -1;
  std::string reason;
};

// By tick, monitor, segment, and number among those of one tick.
using At = std::tuple<Instant, std::size_t, std::string, std::size_t>;

struct Story {
  std::map<At, SlowReading> readings;
  std::map<At, SlowTurn> turns;
};

Story tell(const World& world);

}  // namespace tocsin::test::slow
