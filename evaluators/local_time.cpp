#include "evaluators/local_time.hpp"

#include "base/zone_rules.hpp"

namespace tocsin::evaluators {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDaySeconds = 86'400;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

LocalTime::LocalTime(std::string_view zone)
    : is_utc_(zone.empty() || zone == "UTC"), rules_(is_utc_ ? nullptr : find_zone(zone)) {}

std::int64_t LocalTime::shown_seconds(std::int64_t nanoseconds) {
  const std::int64_t seconds = floor_divide(nanoseconds, kSecond);
  if (is_utc_) return seconds;
  if (seconds < from_ || to_ <= seconds) {
    const auto info = rules_->get_info(date::sys_seconds(std::chrono::seconds(seconds)));
    from_ = info.begin.time_since_epoch().count();
    to_ = info.end.time_since_epoch().count();
    offset_ = info.offset.count();
  }
  return seconds + offset_;
}

int LocalTime::hour(std::int64_t nanoseconds) {
  const std::int64_t shown = shown_seconds(nanoseconds);
  return static_cast<int>((shown - floor_divide(shown, kDaySeconds) * kDaySeconds) / 3600);
}

int LocalTime::weekday(std::int64_t nanoseconds) {
  // The epoch was a Thursday, day 4.
  const std::int64_t day = floor_divide(shown_seconds(nanoseconds), kDaySeconds) + 3;
  return static_cast<int>(day - floor_divide(day, 7) * 7) + 1;
}

}  // namespace tocsin::evaluators
