#include "engine/mute_clock.hpp"

#include "base/zone.hpp"

#include <algorithm>
#include <set>

namespace tocsin::engine {
namespace {

// Every time of a week begins and ends in so many days, even where one of its nights is skipped.
constexpr int kDaysAhead = 15;

// Monday 1 to Sunday 7 of a count of days since 1970-01-01, a Thursday.
int weekday_of(std::int64_t day) { return static_cast<int>(((day + 3) % 7 + 7) % 7) + 1; }

bool has_day(const dsl::MuteTimePlan& time, std::int64_t day) {
  return std::ranges::count(time.weekdays, weekday_of(day)) > 0;
}

bool covers(const dsl::MuteTimePlan& time, WallClock shown) {
  const auto day = std::chrono::floor<std::chrono::days>(shown);
  const auto clock = shown - day;
  const auto number = day.count();
  if (time.from < time.to) return has_day(time, number) && time.from <= clock && clock < time.to;
  return (has_day(time, number) && clock >= time.from) ||
         (has_day(time, number - 1) && clock < time.to);
}

// Where the clock of the zone may turn from one side of an edge to the other, after `t`.
void add_edges(const dsl::MuteTimePlan& time, Instant t, std::set<Instant>& edges) {
  const auto [shown, moved] = shown_at(t, time.zone);
  const auto today = std::chrono::floor<std::chrono::days>(shown);
  const auto add_until = [&](std::chrono::seconds offset, Instant from, Instant to) {
    for (int day = -1; day <= kDaysAhead; ++day)
      for (const auto edge : {time.from, time.to}) {
        const Instant at{today + std::chrono::days(day) + edge - offset};
        if (at > t && from <= at && at < to) edges.insert(at);
      }
  };
  add_until(shown - std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()), t, moved);
  if (moved == kForever) return;
  edges.insert(moved);
  const auto later = shown_at(moved, time.zone);
  const auto offset =
      later.shown - std::chrono::floor<std::chrono::seconds>(moved.time_since_epoch());
  add_until(offset, moved, later.moved);
}

}  // namespace

bool covers(const dsl::MutePlan& mute, Instant t) {
  return std::ranges::any_of(mute.times, [&](const dsl::MuteTimePlan& time) {
    return covers(time, shown_at(t, time.zone).shown);
  });
}

Instant next_change(const dsl::MutePlan& mute, Instant t) {
  const bool now = covers(mute, t);
  std::set<Instant> edges;
  for (const auto& time : mute.times) add_edges(time, t, edges);
  for (const Instant edge : edges)
    if (covers(mute, edge) != now) return edge;
  return kForever;
}

}  // namespace tocsin::engine
