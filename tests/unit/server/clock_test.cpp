#include "server/clock.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace tocsin;
using namespace tocsin::server;

namespace {

const Instant kFrom = *parse_time("2026-03-02T00:00:00Z");
constexpr double kQuick = 1e9;  // a microsecond is a quarter of an hour

Instant settled(DrillClock& clock) {
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  return clock.now();
}

}  // namespace

TEST_CASE("a drill stands until somebody speaks, and then waits for who says how far he is",
          "[server]") {
  DrillClock clock(kFrom, kQuick, kForever);
  CHECK(settled(clock) == kFrom);
  clock.follow(kFrom);
  CHECK(settled(clock) == kFrom + DrillClock::kLead);
  clock.follow(kFrom + std::chrono::minutes(1));
  CHECK(settled(clock) == kFrom + std::chrono::minutes(1) + DrillClock::kLead);
  clock.follow(kFrom);  // said too late
  CHECK(settled(clock) == kFrom + std::chrono::minutes(1) + DrillClock::kLead);
  clock.run_freely();
  CHECK(settled(clock) == kFrom + std::chrono::minutes(1) + DrillClock::kLead);
}

TEST_CASE("a drill reaches its end when all has been sent, and goes no further", "[server]") {
  const Instant to = kFrom + std::chrono::seconds(30);
  DrillClock clock(kFrom, kQuick, to);
  clock.follow(to - std::chrono::seconds(1));
  CHECK(settled(clock) < to);
  clock.follow(to);
  CHECK(settled(clock) == to);
  CHECK(settled(clock) == to);
}

TEST_CASE("without such a client a drill runs on, at its speed", "[server]") {
  DrillClock clock(kFrom, 1000, kForever);
  clock.run_freely();
  const auto before = std::chrono::steady_clock::now();
  const Instant first = clock.now();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const Instant second = clock.now();
  const auto passed = std::chrono::steady_clock::now() - before;
  CHECK(second - first >= 1000 * std::chrono::milliseconds(5));
  CHECK(second - first <= 1000 * passed);
}

TEST_CASE("the wall clock does not go back behind a time that was before", "[server]") {
  const Instant ahead = std::chrono::system_clock::now() + std::chrono::hours(1);
  CHECK(WallClock(ahead).now() == ahead);
  CHECK(WallClock(kBeginning).now() > kFrom);
}
