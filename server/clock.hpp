// The clock of the service: that of the wall, or in a drill one that runs quicker.
#pragma once

#include "base/time.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace tocsin::server {

// Asked from any thread. Never goes backwards: a wall clock that is set back stands still until it
// is reached again, one that is set forward takes the engine along.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
};

class WallClock : public Clock {
 public:
  explicit WallClock(Instant not_before) : latest_(not_before.time_since_epoch().count()) {}
  Instant now() override;

 private:
  std::atomic<std::int64_t> latest_;
};

// Stands at `from` until the first client speaks, and then runs `speed` times as fast as the wall
// clock. A client that sends a log in its order says how far it is: then the clock waits for it,
// never further than `kLead` ahead, so that a slow machine makes no row late which was sent in
// time.
class DrillClock : public Clock {
 public:
  static constexpr Duration kLead = std::chrono::seconds(20);

  // `to`: the clock goes no further; kForever: it has no end.
  DrillClock(Instant from, double speed, Instant to);
  Instant now() override;
  // Everything up to here has been sent.
  void follow(Instant sent);
  // Rows come whose sender does not say how far he is.
  void run_freely();

 private:
  const Instant from_, to_;
  const double speed_;
  const std::chrono::steady_clock::time_point began_;
  std::atomic<bool> is_led_{false};
  std::atomic<std::int64_t> limit_;
  std::atomic<std::int64_t> held_{0};  // nanoseconds of the clock that went by in waiting
  std::atomic<std::int64_t> latest_;
};

}  // namespace tocsin::server
