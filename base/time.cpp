#include "base/time.hpp"

#include "base/check.hpp"

#include <fmt/format.h>

namespace tocsin {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

struct CivilDay {
  std::int64_t year;
  int month;
  int day;
};

// Counts in eras of 400 years that begin on 1 March, so that the leap day comes last.
CivilDay civil_day(std::int64_t days_since_epoch) {
  const std::int64_t days = days_since_epoch + 719'468;  // since 0000-03-01
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  const auto month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

// With three, six or nine digits, or nothing for zero.
std::string fraction_text(std::int64_t nanos) {
  if (nanos == 0) return {};
  if (nanos % 1'000'000 == 0) return fmt::format(".{:03}", nanos / 1'000'000);
  if (nanos % 1'000 == 0) return fmt::format(".{:06}", nanos / 1'000);
  return fmt::format(".{:09}", nanos);
}

// Division that rounds down, as clocks before 1970 need it.
std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Instant floor_to(Instant t, Duration step) {
  TOCSIN_CHECK(step.count() > 0, "a positive step");
  const std::int64_t count = t.time_since_epoch().count();
  std::int64_t over = count % step.count();
  if (over < 0) over += step.count();
  if (count < kBeginning.time_since_epoch().count() + over) return kBeginning;
  return t - Duration(over);
}

Instant ceil_to(Instant t, Duration step) {
  const Instant below = floor_to(t, step);
  if (below == t) return t;
  return below > kForever - step ? kForever : below + step;
}

std::string format_utc(Instant t) {
  const std::int64_t count = t.time_since_epoch().count();
  const std::int64_t seconds = floor_div(count, kNanosPerSecond);
  const std::int64_t nanos =
      count % kNanosPerSecond + (count % kNanosPerSecond < 0 ? kNanosPerSecond : 0);
  const std::int64_t days = floor_div(seconds, kSecondsPerDay);
  const std::int64_t clock = seconds - days * kSecondsPerDay;
  const CivilDay day = civil_day(days);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", day.year, day.month, day.day,
                     clock / 3600, clock / 60 % 60, clock % 60, fraction_text(nanos));
}

}  // namespace tocsin
