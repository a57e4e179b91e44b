#include "server/clock.hpp"

#include <algorithm>

namespace tocsin::server {
namespace {

// The later of both, which is what everybody sees from now on.
std::int64_t raise(std::atomic<std::int64_t>& latest, std::int64_t to) {
  std::int64_t known = latest.load();
  while (known < to && !latest.compare_exchange_weak(known, to)) {
  }
  return std::max(known, to);
}

Instant instant_of(std::int64_t nanoseconds) { return Instant{Duration(nanoseconds)}; }
std::int64_t count_of(Instant at) { return at.time_since_epoch().count(); }

}  // namespace

Instant WallClock::now() {
  const auto shown = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  return instant_of(raise(latest_, count_of(shown)));
}

DrillClock::DrillClock(Instant from, double speed, Instant to)
    : from_(from),
      to_(to),
      speed_(speed),
      began_(std::chrono::steady_clock::now()),
      limit_(count_of(from)),
      latest_(count_of(from)) {}

// Time in which the clock waited is not made up for afterwards: it would leap.
Instant DrillClock::now() {
  const std::chrono::duration<double, std::nano> passed = std::chrono::steady_clock::now() - began_;
  const auto free = count_of(from_) + static_cast<std::int64_t>(passed.count() * speed_);
  const auto limit = std::min(limit_.load(), count_of(to_));
  const auto shown = free - held_.load();
  if (shown <= limit) return instant_of(raise(latest_, shown));
  raise(held_, free - limit);
  return instant_of(raise(latest_, limit));
}

void DrillClock::follow(Instant sent) {
  is_led_ = true;
  // The last rows before the end must still be taken.
  raise(limit_, count_of(sent >= to_ ? to_ : std::min(sent + kLead, to_ - Duration(1))));
}

void DrillClock::run_freely() {
  if (!is_led_) limit_ = count_of(kForever);
}

}  // namespace tocsin::server
