// When the events of a simulated model happen.
#pragma once

#include "base/time.hpp"
#include "dryrun/simulation_random.hpp"
#include "dryrun/simulation_spec.hpp"

#include <cstdint>
#include <optional>

namespace tocsin::dryrun::simulation {

// A Poisson process whose rate changes with the hour of the day and the day of the week (UTC).
class Traffic {
 public:
  // `rate`: events a second, on average over a whole week. `rhythm` outlives it.
  Traffic(const Rhythm& rhythm, double rate, Instant start, std::uint64_t seed);

  // The time of the next event, in whole microseconds and never before the last; nothing once it
  // would not come before `end`.
  std::optional<Instant> next(Instant end);

 private:
  double rate_at(Instant t) const;

  const Rhythm* rhythm_;
  double rate_;
  Instant now_;
  RandomSource source_;
};

}  // namespace tocsin::dryrun::simulation
