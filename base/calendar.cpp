#include "base/calendar.hpp"

#include "base/zone_rules.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin {
namespace {

using std::chrono::seconds;

Wall date_begin(Wall t, CalendarUnit unit) {
  const auto day = date::floor<date::days>(t);
  if (unit == CalendarUnit::day) return day;
  if (unit == CalendarUnit::week) return day - (date::weekday(day) - date::Monday);
  const date::year_month_day shown(day);
  return date::local_days(shown.year() / shown.month() / 1);
}

Wall next_date(Wall begin, CalendarUnit unit) {
  const auto day = date::floor<date::days>(begin);
  if (unit == CalendarUnit::day) return day + date::days(1);
  if (unit == CalendarUnit::week) return day + date::days(7);
  const date::year_month_day shown(day);
  return date::local_days((shown.year() / shown.month() + date::months(1)) / 1);
}

Real begin_of_hour(Real t, const date::time_zone& rules) {
  const auto info = rules.get_info(t);
  const auto wall = date::floor<std::chrono::hours>(t + info.offset);
  return std::max(wall - info.offset, info.begin);
}

Real end_of_hour(Real t, const date::time_zone& rules) {
  const auto info = rules.get_info(t);
  const auto wall = date::floor<std::chrono::hours>(t + info.offset) + std::chrono::hours(1);
  return std::min(Real(wall - info.offset), info.end);
}

Real begin_of(Real t, CalendarUnit unit, const date::time_zone& rules) {
  if (unit == CalendarUnit::hour) return begin_of_hour(t, rules);
  return first_shown(date_begin(wall_clock(t, rules), unit), rules);
}

// A clock that jumps over a whole date makes two dates begin together: the one behind counts.
Real end_of(Real t, CalendarUnit unit, const date::time_zone& rules) {
  if (unit == CalendarUnit::hour) return end_of_hour(t, rules);
  Wall begin = next_date(date_begin(wall_clock(t, rules), unit), unit);
  Real end = first_shown(begin, rules);
  while (end <= t) {
    begin = next_date(begin, unit);
    end = first_shown(begin, rules);
  }
  return end;
}

// Offsets and moves of the clock from 1970 until the rules repeat themselves.
seconds find_grain(const date::time_zone& rules) {
  const Real last = date::sys_days(date::year(2100) / 1 / 1);
  std::int64_t grain = 3600;
  auto info = rules.get_info(Real(seconds(0)));
  while (true) {
    grain = std::gcd(grain, info.offset.count());
    if (info.end >= last) return seconds(grain);
    grain = std::gcd(grain, info.end.time_since_epoch().count());
    info = rules.get_info(info.end);
  }
}

}  // namespace

Instant calendar_begin(Instant t, CalendarUnit unit, std::string_view zone) {
  return begin_of(date::floor<seconds>(t), unit, rules_of(zone));
}

Instant calendar_end(Instant t, CalendarUnit unit, std::string_view zone) {
  return end_of(date::floor<seconds>(t), unit, rules_of(zone));
}

Duration calendar_grain(CalendarUnit unit, std::string_view zone) {
  if (zone.empty() || zone == "UTC" || zone == "Etc/UTC")
    return unit == CalendarUnit::hour ? Duration(std::chrono::hours(1)) : kDay;
  return find_grain(rules_of(zone));
}

}  // namespace tocsin
