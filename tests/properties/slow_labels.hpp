// Which label every row gets, and when it is known.
#pragma once

#include "tests/properties/slow_world.hpp"

namespace tocsin::test::slow {

struct Joined {
  Row row;                   // with its outcome
  Instant known = kForever;  // when both the row and its label were there
  bool is_future = false;    // too far ahead of its arrival to be true

  bool has_come(Instant now) const { return !is_future && row.arrival <= now; }
};

// By rows of the world.
std::vector<Joined> join(const World& world);

}  // namespace tocsin::test::slow
