#include "base/zone.hpp"

#include "base/time.hpp"
#include "base/zone_rules.hpp"

#include <stdexcept>
#include <string>

namespace tocsin {
namespace {

// The offset of one stretch of wall-clock time in which no clock was moved.
struct Stretch {
  std::string zone;
  const date::time_zone* rules = nullptr;
  std::chrono::seconds from{1};
  std::chrono::seconds to{0};
  std::chrono::seconds offset{0};
};

std::optional<std::chrono::seconds> look_up(Stretch& last, WallClock shown) {
  const auto info = last.rules->get_info(date::local_seconds(shown));
  if (info.result == date::local_info::nonexistent) return std::nullopt;
  // Within a day of its ends the clock may have shown a time twice or not at all.
  const auto margin = std::chrono::hours(24);
  last.offset = info.first.offset;
  last.from = info.first.begin.time_since_epoch() + margin;
  last.to = info.first.end.time_since_epoch() - margin;
  return info.first.offset;
}

}  // namespace

const date::time_zone* find_zone(std::string_view name) {
  // The library reads its table of zones at the first question, behind a guard that is compiled out
  // of ThreadSanitizer's sight. This one is in sight: every thread comes after the reading.
  [[maybe_unused]] static const date::tzdb& table = date::get_tzdb();
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

std::optional<std::chrono::seconds> utc_offset(WallClock shown, std::string_view zone) {
  // A file has millions of times in one zone, and nearly all of them in one stretch.
  thread_local Stretch last;
  if (last.rules == nullptr || last.zone != zone) {
    const auto* rules = find_zone(zone);
    if (rules == nullptr) return std::nullopt;
    last = {.zone = std::string(zone), .rules = rules};
  }
  if (last.from <= shown && shown < last.to) return last.offset;
  return look_up(last, shown);
}

ShownTime shown_at(Instant t, std::string_view zone) {
  const auto second = date::floor<std::chrono::seconds>(t);
  const auto info = find_zone(zone)->get_info(second);
  const auto last = std::chrono::floor<std::chrono::seconds>(kForever);
  return {second.time_since_epoch() + info.offset, info.end < last ? Instant(info.end) : kForever};
}

bool is_known_zone(std::string_view zone) { return find_zone(zone) != nullptr; }

}  // namespace tocsin
