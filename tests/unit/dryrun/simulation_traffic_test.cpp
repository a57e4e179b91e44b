#include "dryrun/simulation_traffic.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <vector>

using namespace tocsin;
using namespace tocsin::dryrun::simulation;

namespace {

const Instant kMonday{std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)};

Rhythm even() {
  Rhythm rhythm;
  rhythm.hours.fill(1);
  rhythm.weekdays.fill(1);
  return rhythm;
}

std::vector<Instant> events(const Rhythm& rhythm, double rate, Instant end,
                            std::uint64_t seed = 1) {
  Traffic traffic(rhythm, rate, kMonday, seed);
  std::vector<Instant> all;
  while (const auto at = traffic.next(end)) all.push_back(*at);
  return all;
}

}  // namespace

TEST_CASE("traffic comes in order, at its rate, and ends in time", "[dryrun][simulate]") {
  const auto rhythm = even();
  const auto all = events(rhythm, 0.5, kMonday + 2 * kDay);
  const double want = 0.5 * 2 * 86400;
  CHECK(static_cast<double>(all.size()) == Approx(want).margin(5 * std::sqrt(want)));
  CHECK(std::ranges::is_sorted(all));
  CHECK(all.front() >= kMonday);
  CHECK(all.back() < kMonday + 2 * kDay);
  // The gaps of a Poisson process have the deviation of their mean.
  double squares = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    const double gap = std::chrono::duration<double>(all[i] - all[i - 1]).count();
    squares += gap * gap;
  }
  CHECK(squares / static_cast<double>(all.size()) == Approx(2 * 2 * 2).epsilon(0.05));
}

TEST_CASE("traffic follows the hours of the day and the days of the week", "[dryrun][simulate]") {
  auto rhythm = even();
  rhythm.hours[3] = 0;
  rhythm.hours[12] = 2;
  rhythm.weekdays[5] = 0.5;  // Saturday
  std::array<int, 24> by_hour{};
  std::array<int, 7> by_day{};
  for (const auto at : events(rhythm, 1, kMonday + 7 * kDay)) {
    ++by_hour[static_cast<std::size_t>((at - floor_to(at, kDay)) / 1h)];
    ++by_day[static_cast<std::size_t>((at - kMonday) / kDay)];
  }
  CHECK(by_hour[3] == 0);
  CHECK(by_hour[12] == Approx(2 * 3600 * 6.5).epsilon(0.03));
  CHECK(by_hour[13] == Approx(3600 * 6.5).epsilon(0.04));
  CHECK(by_day[0] == Approx(86400).epsilon(0.02));
  CHECK(by_day[5] == Approx(43200).epsilon(0.03));
}

TEST_CASE("traffic of a rate near nothing ends", "[dryrun][simulate]") {
  CHECK(events(even(), 1e-12, kMonday + 3650 * kDay).size() < 2);
}

TEST_CASE("other seeds give other times", "[dryrun][simulate]") {
  const auto rhythm = even();
  CHECK(events(rhythm, 0.1, kMonday + kDay, 1) == events(rhythm, 0.1, kMonday + kDay, 1));
  CHECK(events(rhythm, 0.1, kMonday + kDay, 1) != events(rhythm, 0.1, kMonday + kDay, 2));
}
