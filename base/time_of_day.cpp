#include "base/time_of_day.hpp"

#include "base/zone_rules.hpp"

namespace tocsin {

Instant next_shown(Instant from, Duration time_of_day, int weekday, std::string_view zone) {
  using std::chrono::seconds;
  const auto& rules = rules_of(zone);
  const auto time = std::chrono::floor<seconds>(time_of_day);
  const Wall shown = wall_clock(date::floor<seconds>(from), rules);
  for (auto day = date::floor<date::days>(shown);; day += date::days(1)) {
    const auto number = static_cast<int>(date::weekday(day).iso_encoding());
    const Instant at = first_shown(day + time, rules);
    if (at >= from && (weekday == 0 || weekday == number)) return at;
  }
}

}  // namespace tocsin
